"""Recurrent networks, attention and embeddings."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .table import network


class OverRows(nn.Module):
    """A recurrent network reads a picture row by row."""

    def __init__(self, cell, width, **options):
        super().__init__()
        self.rnn = cell(16, 12, batch_first=True, **options)
        self.fc = nn.Linear(width, 10)

    def forward(self, x):
        out, _ = self.rnn(x.squeeze(1))
        return self.fc(out[:, -1, :])


@network((1, 16, 16))
def rnn():
    return OverRows(nn.RNN, 12)


@network((1, 16, 16))
def rnn_with_relu():
    return OverRows(nn.RNN, 12, nonlinearity="relu", bias=False)


@network((1, 16, 16))
def gru():
    return OverRows(nn.GRU, 12)


@network((1, 16, 16))
def gru_of_two_layers():
    return OverRows(nn.GRU, 12, num_layers=2, dropout=0.2)


@network((1, 16, 16))
def lstm():
    return OverRows(nn.LSTM, 12)


@network((1, 16, 16))
def lstm_of_two_directions():
    return OverRows(nn.LSTM, 24, bidirectional=True)


@network((1, 16, 16))
def lstm_with_projection():
    return OverRows(nn.LSTM, 6, proj_size=6)


@network((1, 16, 16))
class LastState(nn.Module):
    """The tutorial's LSTM: zeros to begin with, given by hand, and the last state."""

    def __init__(self):
        super().__init__()
        self.hidden_size = 12
        self.lstm = nn.LSTM(16, 12, 2)
        self.fc = nn.Linear(12, 10)

    def forward(self, x):
        x = x[:, 0].transpose(0, 1)
        h0 = torch.zeros(2, x.size(1), self.hidden_size)
        c0 = torch.zeros(2, x.size(1), self.hidden_size)
        _, (h, _) = self.lstm(x, (h0, c0))
        return self.fc(h[-1])


@network((1, 12, 12))
class RnnByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.i2h = nn.Linear(12 + 10, 10)
        self.i2o = nn.Linear(12 + 10, 10)

    def forward(self, x):
        hidden = torch.zeros(x.shape[0], 10)
        for t in range(12):
            combined = torch.cat((x[:, 0, t], hidden), 1)
            hidden = torch.tanh(self.i2h(combined))
        return self.i2o(combined)


@network((1, 12, 12))
class LstmByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = 8
        self.gates = nn.Linear(12 + 8, 32)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        rows = x.squeeze(1)
        h = c = rows.new_zeros(rows.size(0), self.hidden)
        for row in rows.unbind(1):
            i, f, g, o = self.gates(torch.cat([row, h], 1)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return self.fc(h)


@network((1, 8, 8))
class Cells(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTMCell(8, 6)
        self.gru = nn.GRUCell(6, 6)
        self.rnn = nn.RNNCell(6, 6)
        self.fc = nn.Linear(6, 10)

    def forward(self, x):
        h, c = torch.zeros(len(x), 6), torch.zeros(len(x), 6)
        g = r = torch.zeros(len(x), 6)
        for t in range(8):
            h, c = self.lstm(x[:, 0, t], (h, c))
            g = self.gru(h, g)
            r = self.rnn(g, r)
        return self.fc(r)


@network((12,), tokens=20)
def embedding_and_mean():
    class Bag(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(20, 8)
            self.fc = nn.Linear(8, 4)

        def forward(self, tokens):
            return self.fc(self.embedding(tokens).mean(1))

    return Bag()


@network((12,), tokens=20)
class EmbeddingWithPadding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8, padding_idx=0)
        self.rnn = nn.GRU(8, 8, batch_first=True)
        self.fc = nn.Linear(8, 4)

    def forward(self, tokens):
        _, h = self.rnn(self.embedding(tokens))
        return self.fc(h.squeeze(0))


@network((12,), tokens=20)
def embedding_bag():
    return nn.Sequential(nn.EmbeddingBag(20, 8, mode="mean"), nn.Linear(8, 4))


@network((1, 8, 8))
class PixelsAsWords(nn.Module):
    """Grey levels become words."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(4, 3)
        self.fc = nn.Linear(192, 10)

    def forward(self, x):
        words = (x.clamp(0, 0.999) * 4).long()
        return self.fc(self.embedding(words.flatten(1)).flatten(1))


@network((12,), tokens=20)
class OneHotWords(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 4)

    def forward(self, tokens):
        return self.fc(F.one_hot(tokens, 20).float().sum(1))


@network((6, 8))
class AttentionByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(8, 8)
        self.k = nn.Linear(8, 8)
        self.v = nn.Linear(8, 8)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        q, k, v = self.q(x), self.k(x), self.v(x)
        scores = q @ k.transpose(-2, -1) / math.sqrt(k.size(-1))
        return self.fc((F.softmax(scores, dim=-1) @ v).mean(1))


@network((6, 8))
class CausalHeads(nn.Module):
    """Several heads and a mask, as nanoGPT writes them."""

    def __init__(self):
        super().__init__()
        self.c_attn = nn.Linear(8, 24)
        self.c_proj = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.1)
        self.register_buffer("bias", torch.tril(torch.ones(6, 6)).view(1, 1, 6, 6))
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.c_attn(x).split(8, dim=2)
        k = k.view(B, T, 2, C // 2).transpose(1, 2)
        q = q.view(B, T, 2, C // 2).transpose(1, 2)
        v = v.view(B, T, 2, C // 2).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.bias[:, :, :T, :T] == 0, float("-inf"))
        att = self.drop(F.softmax(att, dim=-1))
        y = (att @ v).transpose(1, 2).contiguous().view(B, T, C)
        return self.fc(self.c_proj(y)[:, -1])


@network((6, 8))
class ScaledDotProduct(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        q, k, v = self.qkv(x).view(-1, 6, 3, 2, 4).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        y = y + F.scaled_dot_product_attention(q, k, v)
        return self.fc(y.transpose(1, 2).flatten(2).mean(1))


@network((6, 8))
class SelfAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        y, weights = self.attention(x, x, x)
        return self.fc(y.mean(1)) + weights.mean()


@network((6, 8))
class CrossAttention(nn.Module):
    """Learned queries ask; no weights are wanted."""

    def __init__(self):
        super().__init__()
        self.queries = nn.Parameter(torch.randn(3, 8))
        self.attention = nn.MultiheadAttention(8, 4, dropout=0.1, batch_first=True)
        self.fc = nn.Linear(24, 10)

    def forward(self, x):
        q = self.queries.unsqueeze(0).repeat(x.size(0), 1, 1)
        y, _ = self.attention(q, x, x, need_weights=False)
        return self.fc(y.flatten(1))


@network((6, 8))
class MaskedAttention(nn.Module):
    """Sequence first, with a causal mask."""

    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = x.transpose(0, 1)
        mask = torch.triu(torch.ones(6, 6), diagonal=1).bool()
        y, _ = self.attention(x, x, x, attn_mask=mask)
        return self.fc(y[-1])


@network((6, 8))
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.layer(x).mean(dim=1))


@network((6, 8))
class EncoderOfLayers(nn.Module):
    """Norm first, GELU, two layers, a class token, learned places."""

    def __init__(self):
        super().__init__()
        layer = nn.TransformerEncoderLayer(
            8, 2, 16, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.token = nn.Parameter(torch.zeros(1, 1, 8))
        self.places = nn.Parameter(torch.randn(1, 7, 8) * 0.02)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        x = torch.cat([self.token.expand(len(x), -1, -1), x], dim=1) + self.places
        return self.fc(self.encoder(x)[:, 0])


@network((6, 8), evaluating=True)
def encoder_in_eval():
    return Encoder().eval()


@network((6, 8))
class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerDecoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        mask = nn.Transformer.generate_square_subsequent_mask(6)
        return self.fc(self.layer(x, x.flip(1), tgt_mask=mask).mean(1))


class PositionalEncoding(nn.Module):
    """Sines, as the tutorial on transformers has them."""

    def __init__(self, d_model, dropout=0.1, max_len=50):
        super().__init__()
        self.dropout = nn.Dropout(p=dropout)
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(1, max_len, d_model)
        pe[0, :, 0::2] = torch.sin(position * div_term)
        pe[0, :, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return self.dropout(x + self.pe[:, : x.size(1)])


@network(
    (10,),
    tokens=20,
    loss=lambda y, t: F.cross_entropy(y.view(-1, 20), t.view(-1)),
    target=lambda x, y: x.roll(-1, 1),
)
class LanguageModel(nn.Module):
    """A small GPT: the next token of each place, the output tied to the embedding."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(20, 8)
        self.places = PositionalEncoding(8)
        self.layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
        self.head = nn.Linear(8, 20, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, tokens):
        mask = nn.Transformer.generate_square_subsequent_mask(tokens.size(1))
        x = self.places(self.embedding(tokens) * math.sqrt(8))
        return self.head(self.layer(x, src_mask=mask, is_causal=True))


@network((8,), tokens=20)
class NanoGpt(nn.Module):
    """Places by arange in forward; the last token's logits."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(20, 8)
        self.places = nn.Embedding(8, 8)
        self.block = nn.Sequential(nn.LayerNorm(8), nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8))
        self.norm = nn.LayerNorm(8)
        self.head = nn.Linear(8, 20, bias=False)

    def forward(self, idx):
        t = idx.shape[1]
        x = self.tokens(idx) + self.places(torch.arange(t))
        x = x + self.block(x)
        return self.head(self.norm(x)[:, [-1], :]).squeeze(1)


@network((16,), tokens=30)
class TextCnn(nn.Module):
    """Kim's convolutions over words."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(30, 8)
        self.convs = nn.ModuleList([nn.Conv1d(8, 4, k) for k in (2, 3, 4)])
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(12, 4)

    def forward(self, tokens):
        x = self.embedding(tokens).permute(0, 2, 1)
        x = [F.relu(conv(x)) for conv in self.convs]
        x = [F.max_pool1d(c, c.shape[2]).squeeze(2) for c in x]
        return self.fc(self.dropout(torch.cat(x, 1)))


@network((1, 16, 16))
class RowsAndAttention(nn.Module):
    """An LSTM over rows, and attention over its states."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 8, batch_first=True, bidirectional=True)
        self.score = nn.Linear(16, 1)
        self.fc = nn.Linear(16, 10)

    def forward(self, x):
        states, _ = self.lstm(x.view(-1, 16, 16))
        weights = torch.softmax(self.score(states), dim=1)
        return self.fc((weights * states).sum(dim=1))
