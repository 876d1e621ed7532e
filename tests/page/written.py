"""Small programs on what chance seldom meets, line by line; `test_programs` holds them to torch."""

#: What each is about, and its lines; of each name `t0`, `t1` … all is told that can be.
WRITTEN: dict[str, str] = {
    "a gradient through what is written in place": """
t0 = torch.tensor(2.0, requires_grad=True)
t1 = torch.tensor([1.0, 2.0], requires_grad=True)
t2 = torch.ones(3, 2)
t2[0] = t1
t2[1:, 0] = t0
t3 = torch.zeros(3, 2).copy_(t1)
t4 = torch.zeros(2, 2, dtype=torch.float64)
t4[:] = t0
(t2 * torch.arange(6.0).view(3, 2)).sum().backward()
t3.sum().backward()
t4.sum().backward()
t5 = torch.zeros(2, dtype=torch.int64)
t5[:] = t1
""",
    "autocast": """
t0 = torch.randn(3, 4, requires_grad=True)
t1 = torch.randn(4, 2)
with torch.autocast("cpu", dtype=torch.bfloat16): t2 = t0 @ t1; t3 = F.softmax(t2, 1); t4 = t0 + 1
t5 = t2.float().sum()
t5.backward()
with torch.autocast("cpu", enabled=False): t6 = t0 @ t1
t7 = torch.tensor(torch.is_autocast_enabled("cpu"))
""",
    "a scaler of gradients": """
t0 = torch.ones(2, requires_grad=True)
optimizer = torch.optim.SGD([t0], lr=0.5)
scaler = torch.amp.GradScaler("cpu", init_scale=8.0, growth_interval=2)
scaler.scale((t0 * t0).sum()).backward()
t1 = t0.grad.clone()
scaler.step(optimizer)
scaler.update()
t2 = torch.tensor(scaler.get_scale())
t0.grad.fill_(float("inf"))
scaler.step(optimizer)
scaler.update()
t3 = torch.tensor(scaler.get_scale())
""",
    "the device meta": """
t0 = torch.ones(2, 3, device="meta").shape
t1 = (torch.empty(2, 3, device="meta") @ torch.empty(3, 5, device="meta")).stride()
t2 = torch.nn.Linear(4, 2, device="meta")(torch.empty(7, 4, device="meta")).shape
t3 = torch.ones(2, device="meta").tolist()
t4 = torch.ones(2) + torch.ones(2, device="meta")
""",
    "batches taken for rows of one matrix, or not": """
t0 = torch.rand(4, 25, 8)
t1 = torch.rand(6, 25)
t2 = t1 @ t0
t3 = t1.clone().requires_grad_() @ t0
t4 = t1 @ t0.clone().requires_grad_()
t5 = torch.rand(4, 8, 25).requires_grad_() @ t1.t()
t6 = t0.mT.clone().mT.requires_grad_() @ torch.rand(8, 3)
t7 = torch.rand(4, 25, 8).mT.requires_grad_() @ t1.t()
t8 = torch.rand(25) @ t0.clone().requires_grad_()
t9 = torch.rand(2, 3, 4, 25).mT.mT.requires_grad_() @ torch.rand(25)
""",
    "gradients that divide by nothing, or take": """
t0 = torch.arange(6.0).view(2, 3).requires_grad_()
(t0.take(torch.tensor([0, -1, 0])) ** 2).sum().backward()
t1 = torch.tensor([2.0], requires_grad=True)
t1.var().backward()
t2 = torch.tensor([[2.0]], requires_grad=True)
t2.std(0).sum().backward()
t3 = torch.zeros(0, 2).index_select(0, torch.tensor([1]))
t4 = torch.ones(2, 3).bool().topk(1)
""",
    "a reshape that is no copy": """
t0 = torch.rand(4, 6, requires_grad=True)
t1 = t0[:, :3].reshape(1, 4, 3)
t2 = t0.t().reshape(6, 2, 2)
t3 = t0.t().flatten()
t4 = t0.unsqueeze(1).expand(4, 3, 6).reshape(4, 3, 2, 3)
t1.sum().backward()
""",
    "norms, twice": """
t0 = torch.linspace(-1, 2, 12, dtype=torch.float64).view(3, 4).requires_grad_()
t1 = torch.linspace(1, 2, 4, dtype=torch.float64).requires_grad_()
t2 = F.layer_norm(t0, (4,), t1)
(t3,) = torch.autograd.grad((t2 ** 3).sum(), t0, create_graph=True)
(t4,) = torch.autograd.grad((t3 ** 2).sum(), t0, create_graph=True)
t6 = F.batch_norm(t0, None, None, t1, training=True)
(t7,) = torch.autograd.grad((t6 ** 3).sum(), t0, create_graph=True)
(t8,) = torch.autograd.grad((t7 ** 2).sum(), t0, create_graph=True)
t10 = F.group_norm(t0.view(1, 4, 3), 2)
(t11,) = torch.autograd.grad((t10 ** 3).sum(), t0, create_graph=True)
(t12,) = torch.autograd.grad((t11 ** 2).sum(), t0)
t13 = t0.norm(dim=1)
(t14,) = torch.autograd.grad((t13 ** 3).sum(), t0, create_graph=True)
(t15,) = torch.autograd.grad((t14 ** 2).sum(), t0)
""",
    "Python's types as dtypes": """
t0 = torch.zeros(2, dtype=float)
t1 = torch.arange(3, dtype=float)
t2 = torch.ones(2).to(int)
t3 = torch.ones(2).sum(dtype=float)
""",
    "bytes as floats": """
t0 = torch.tensor([0.1, 500.0, -3.0]).to(torch.float8_e4m3fn).float()
t1 = torch.tensor([0.1, 500.0, -3.0]).to(torch.float8_e5m2).view(torch.uint8)
t2 = torch.tensor([1.5, -0.0]).view(torch.int32)
t3 = torch.ones(3, 5).view(torch.float64)
""",
    "weight norm and spectral norm": """
torch.manual_seed(0)
t0 = torch.ones(2, 3)
layer = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(3, 4))
t1 = layer(t0)
(t1 ** 2).sum().backward()
t2 = layer.parametrizations.weight.original0.grad
t3 = layer.parametrizations.weight.original1.grad
t4 = torch.nn.utils.parametrizations.spectral_norm(torch.nn.Linear(3, 4))(t0).shape
t5 = torch.norm_except_dim(torch.arange(24.0).view(2, 3, 4), 2, 1)
t6 = torch.nn.utils.weight_norm(torch.nn.Linear(3, 2), dim=1)(t0).shape
""",
    "layers that few have": """
t0 = torch.arange(6.0).view(2, 3).requires_grad_()
t1 = torch.arange(24.0).view(4, 3, 2).requires_grad_()
t2 = F.bilinear(t0, torch.ones(2, 2), t1, torch.zeros(4))
(t2 ** 2).sum().backward()
t3 = F.bilinear(t0, torch.ones(3, 2), t1)
t4 = F.rrelu(torch.linspace(-2, 2, 6, requires_grad=True))
t5 = F.rrelu(torch.linspace(-2, 2, 6), training=True)
t6 = torch.eye(2, 3)[None].requires_grad_()
t7 = F.affine_grid(t6, (1, 1, 2, 3))
(t7 ** 2).sum().backward()
t8 = torch.arange(25.0).view(1, 1, 5, 5)
t9, t10 = F.max_pool2d(t8, 2, return_indices=True)
t11 = F.max_unpool2d(t9, t10, 2, output_size=(5, 5))
t12 = F.max_unpool2d(t9, t10 + 20, 2)
t13 = torch.zeros(2, 3).masked_scatter(t0 > 2, t1.detach().view(-1) + 1)
t14 = torch.zeros(2, 3).masked_scatter(t0 > 2, torch.ones(2))
""",
    "kinds of dropout": """
t0 = torch.ones(4, 3, 2, requires_grad=True)
t1 = F.alpha_dropout(t0, 0.5, True)
(t1 ** 2).sum().backward()
t2 = F.feature_alpha_dropout(t0.detach(), 0.3, True)
t3 = F.alpha_dropout(torch.ones(5), 0.5, True, inplace=True)
t4 = F.dropout2d(torch.ones(2, 3, 2, 2), 0.5, True, inplace=True)
t5 = F.feature_alpha_dropout(torch.ones(2), 0.5, True)
""",
    "turned": """
t0 = torch.arange(12.0).view(3, 4).requires_grad_()
t1 = t0.rot90()
t2 = t0.rot90(-1)
t3 = torch.fliplr(t0)
t4 = torch.flipud(t0)
(t1 ** 2).sum().backward()
t5 = t0.rot90(1, [0, 0])
t6 = torch.arange(3.0).mT
t7 = torch.zeros(2, 3, 4).H
t8 = t0.movedim((0, 0), (0, 1))
t9 = torch.tensor_split(torch.arange(5), 0)
(torch.ones(3, 3) > 0).expand(3)
t10 = torch.take_along_dim(t0, torch.tensor([0]), 1)
t11 = torch.diag(torch.zeros(2, 2, 2))
""",
    "indices that are wrong": """
t0 = torch.arange(12.0).view(3, 4)
t1 = t0[0, 5]
t2 = t0[:, None, 9]
t3 = t0["0":"1"]
t4 = t0[:, "x"]
t5 = torch.zeros(2, 0)[:, [0, 1]]
t6 = torch.zeros(2, 3)
t6[torch.tensor([0, 1])] = torch.ones(1, 1, 3)
t6[0] = torch.ones(2, 1, 3)
""",
    "resized": """
t0 = torch.arange(12.0).view(3, 4).resize_(2, 2)
t1 = torch.arange(12.0).resize_(3, 2).stride()
t2 = torch.arange(6)[1:].resize_as_(torch.zeros(2, 2))
t3 = torch.ones(2, requires_grad=True).resize_(3)
t4 = torch.nonzero(torch.eye(3), out=torch.zeros(2, 3, dtype=torch.int64).t())
""",
    "checkpoints": """
from torch import nn
from torch.utils.checkpoint import checkpoint, checkpoint_sequential
t0 = torch.randn(3, 4, requires_grad=True)
net = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 2))
t1 = checkpoint(net, t0, use_reentrant=False)
t1.sin().sum().backward(retain_graph=True)
t2 = net[0].weight.grad.clone()
t1.sum().backward()
inner = lambda x: checkpoint(net[0], x, use_reentrant=False).tanh()
t3 = checkpoint(inner, t0, use_reentrant=False)
t3.sum().backward()
t4 = checkpoint(net, t0.clone(), use_reentrant=True)
t5 = torch.autograd.grad(t4.sum(), t0, retain_graph=True)
t4.sum().backward()
t6 = net[3].weight.grad
t7 = checkpoint_sequential(net, 2, t0, use_reentrant=False)
t7.sum().backward()
layers = [nn.Tanh(), nn.Identity()]
t8 = checkpoint(lambda x: layers.pop()(x.sin()), t0, use_reentrant=False)
t8.sum().backward()
""",
    "bags of embeddings": """
t0 = torch.randn(6, 4, requires_grad=True)
t1 = torch.rand(7, requires_grad=True)
places, starts = torch.tensor([0, 1, 2, 3, 2, 2, 5]), torch.tensor([0, 2, 2, 5])
t2 = F.embedding_bag(places, t0, starts, mode="sum", per_sample_weights=t1)
t3 = F.embedding_bag(places, t0, starts, padding_idx=2)
t4 = F.embedding_bag(places, t0, starts, mode="max")
t5 = F.embedding_bag(places, t0, torch.tensor([0, 2, 2, 7]), include_last_offset=True)
t6 = F.embedding_bag(places.view(1, 7), t0, mode="sum", scale_grad_by_freq=True)
t7 = F.embedding_bag(places, t0.double(), starts, mode="max", padding_idx=-1)
(t2 ** 2).sum().backward()
(t3.sum() + (t4 ** 2).sum() + (t5 ** 2).sum() + (t6 ** 3).sum() + (t7 ** 2).sum()).backward()
t8 = torch.embedding_bag(t0.detach(), places, starts, False, 1)[1]
t9 = F.embedding_bag(places + 1, t0, starts)
t10 = F.embedding_bag(places, t0, starts + 1)
t11 = F.embedding_bag(places.float(), t0, starts)
t12 = t0.detach().clone()
t13 = F.embedding(places, t12, max_norm=1.5)
t14 = F.embedding_bag(places, t12, starts, max_norm=1.0, norm_type=1.0)
""",
    "a list of indices": """
t0 = torch.arange(24.0).view(4, 6)
t1 = t0[[[0, 1, 1], [1, 0, 5]]]
t2 = t0[[[0, 1, 1]]]
t3 = t0[[(0, 3), [1]]]
t4 = t0[[[1], 0]]
t5 = t0[[[0, 1], [1]],]
t6 = t0[[[[0, 1]]]]
t7 = t0[[[1], 0, 1]]
t0[[[0, 1], [1, 2]]] = -1
del t0[0]
t8 = torch.arange(4.0)[torch.tensor([1, 0, 1, 0], dtype=torch.uint8)]
t8[torch.tensor([1, 0], dtype=torch.uint8)] = 3
t9 = t8.index_put((), torch.ones(1))
t10 = t0.unsqueeze(1)[1:1, [0, 7]]
t0.unsqueeze(1)[1:1, [0, 7]] = 2
t11 = torch.zeros(3, 0)[:, [4]]
t12 = torch.zeros(0, 2).roll(1, 2)
""",
    "hooks that change what they are given": """
t0 = torch.rand(2, 3, requires_grad=True)
def go(of, hook): y = t0.exp(); of(y.grad_fn)(hook); y.sum().backward()
go(lambda node: node.register_hook, lambda into, out: ())
go(lambda node: node.register_hook, lambda into, out: (torch.ones(2, 2),))
go(lambda node: node.register_hook, lambda into, out: 3)
go(lambda node: node.register_hook, lambda into, out: (3,))
go(lambda node: node.register_hook, lambda into, out: torch.ones(2, 3))
go(lambda node: node.register_hook, lambda into, out: (None,))
go(lambda node: node.register_prehook, lambda out: (torch.ones(2, 3),) * 2)
go(lambda node: node.register_prehook, lambda out: (torch.ones(2, 3).double(),))
go(lambda node: node.register_prehook, lambda out: torch.ones(2, 3))
t1 = t0.grad
t2 = torch.ones(3, requires_grad=True)
handle = t2.register_hook(lambda grad: torch.ones(2))
t2.sum().backward()
handle.remove()
handle = t2.register_hook(lambda grad: grad.double())
t2.sum().backward()
""",
    "what has no way back": """
t0 = torch.tensor([1.0, 5.0], requires_grad=True)
t1 = t0 // 2
t1.sum().backward()
t2 = torch.ones(2) // t0
t2.sum().backward()
t3 = t0.clone()
t3 //= 2
t3.sum().backward()
""",
    "windows": """
t0 = torch.arange(24.0).view(2, 3, 4).requires_grad_()
t1 = t0.unfold(1, 2, 1)
(t1 ** 2).sum().backward()
(t0.unfold(-1, 3, 1).exp().sum() + t0.unfold(0, 1, 2).sum()).backward()
t2 = torch.tensor(2.0, requires_grad=True)
t2.unfold(0, 1, 1).sum().backward()
(t3,) = torch.autograd.grad((t0.unfold(2, 2, 2) ** 3).sum(), t0, create_graph=True)
(t4,) = torch.autograd.grad(t3.sum(), t0)
""",
    "sequences padded": """
from torch.nn.utils.rnn import pad_sequence
some = [torch.ones(3, 2, requires_grad=True), torch.zeros(5, 2), torch.rand(1, 2)]
t0 = pad_sequence(some, padding_value=7.0)
t1 = pad_sequence(some, batch_first=True, padding_side="left")
(t0.sum() + (t1 ** 2).sum()).backward()
t2 = some[0].grad
t3 = pad_sequence([torch.arange(3), torch.arange(2)])
t4 = pad_sequence([])
t5 = pad_sequence([torch.ones(2, 3), torch.ones(2, 4)])
t6 = pad_sequence([torch.ones(2)], padding_side="up")
""",
    "tensors pickled, and files as torch once wrote them": """
import io, pickle
t0 = torch.arange(4.0).view(2, 2).t()
t1, t2 = pickle.loads(pickle.dumps((t0, t0[0])))
t2[0] = 9
t3 = pickle.loads(pickle.dumps(torch.nn.Linear(2, 3))).weight
file = io.BytesIO()
some = {"a": t0[1:], "b": torch.tensor([True, False])}
torch.save(some, file, _use_new_zipfile_serialization=False)
t4, t5 = torch.load(io.BytesIO(file.getvalue())).values()
torch.load(io.BytesIO(file.getvalue()[:-1]))
""",
    "pooling over nothing": """
t0 = F.max_pool2d(torch.rand(0, 3, 4, 4), 2)
t1 = F.max_pool2d(torch.rand(2, 0, 4, 4), 2)
t2 = F.avg_pool2d(torch.rand(1, 2, 0, 4), 2)
t3 = F.max_pool3d(torch.rand(1, 0, 4, 4, 4), 2)
t4 = F.avg_pool3d(torch.rand(1, 1, 4, 0, 4), 2)
t5 = F.adaptive_max_pool2d(torch.rand(1, 0, 4, 4), 2)
t6 = F.adaptive_avg_pool2d(torch.rand(1, 2, 0, 4), 2)
t7 = F.adaptive_avg_pool2d(torch.rand(1, 0, 4, 4), 2)
t8 = F.adaptive_avg_pool2d(torch.rand(1, 2, 3, 4), (-1, 2))
t9 = F.adaptive_avg_pool2d(torch.rand(1, 2, 3, 4), (2,))
t10 = F.max_unpool2d(*F.max_pool2d(torch.rand(0, 3, 4, 4), 2, return_indices=True), 2)
t11 = F.max_unpool3d(torch.rand(1, 1, 2, 2, 2), torch.zeros(1, 1, 2, 2, 2).long(), 2, stride=-1)
""",
    "channels last": """
t0 = torch.zeros(2, 3, 4, 5).to(memory_format=torch.channels_last).requires_grad_()
t1 = torch.empty(2, 3, 4, 5, memory_format=torch.channels_last).stride()
F.dropout(t0, 0.0).sum().backward()
t2 = (t0 + 1)[:, :1].permute(1, 0, 2, 3).requires_grad_()
t2.sum().backward()
t3 = torch.zeros(1, 2, 3, 4, 5).to(memory_format=torch.channels_last_3d)
t4 = torch.zeros(2, 3).to(memory_format=torch.channels_last)
t5 = torch.empty(2, 3, memory_format=torch.channels_last_3d)
t6 = F.adaptive_avg_pool2d(t0, 1).stride()
""",
    "axes of size 1": """
t0 = torch.arange(3.0).as_strided((3, 1), (1, 3))
t1 = 2 - t0
t2 = t0 ** 2
t3 = t0 < 2
t4 = t0.long().as_strided((3, 1), (1, 3)) % 2
t5 = t0.clamp(0, 1)
t6 = 2 ** torch.arange(12).view(2, 3, 2).permute(2, 0, 1)
t7 = torch.arange(12).view(2, 3, 2)[:, :1].permute(1, 0, 2).exp()
t8 = torch.arange(12).view(2, 3, 2)[:, :1].permute(1, 0, 2) - 1
t9 = torch.tensor(3.0).expand(1, 1)
t10 = torch.ones(2).expand(1, 2)
""",
    "other names in place": """
t0 = torch.arange(1.0, 4.0)
t0.multiply_(torch.tensor(2.0))
t0.subtract_(1).divide_(2).true_divide_(torch.ones(3))
t1 = torch.divide(t0, 2, rounding_mode="floor")
t2 = t0.clone().greater_(0.6)
t3 = torch.arctan2(t0, t0)
t4 = torch.subtract(t0, t0, alpha=2)
""",
    "gradients laid out as their leaves": """
t0 = torch.arange(3.0).expand(2, 3).detach().requires_grad_()
(t0 * t0).sum().backward()
(t0 * t0).sum().backward()
t1 = torch.rand(3, 3)[:, 1:].detach().requires_grad_()
t1.exp().sum().backward()
t2 = torch.rand(3, 2).t().detach().requires_grad_()
t2.exp().sum().backward()
t3 = torch.tensor([2.0], requires_grad=True)
(t3 ** 3).backward(create_graph=True)
t4 = t3.grad
t5 = torch.nn.Parameter(torch.ones(4))
with torch.no_grad(): t5.set_(t5[1:])
torch.cat((t5, t5)).sum().backward()
with torch.no_grad(): t5.set_(t5[1:]); t5.grad = None
torch.cat((t5, t5)).sum().backward()
t6 = torch.ones(2, requires_grad=True)
t6.grad = 0
t6.data = torch.ones(2, dtype=torch.int64)
""",
    "gradients kept of what is changed in place": """
t0 = torch.tensor([1.0, 2.0], requires_grad=True)
t1 = t0.clone()
t1.retain_grad()
t1.mul_(2).mul_(2)
t1.sum().backward()
t2 = t1.grad
t3 = t0.clone()
t4, t5 = t3[:], t3[:]
t4.retain_grad(); t5.retain_grad()
t4.mul_(2)
(t4 + t5).sum().backward()
t6, t7 = t4.grad, t5.grad
t8 = t0 * 2
(t8 * 3).sum().backward(inputs=[t8])
t9 = t8.grad
t10 = (t0 + 1).view_as(t0)
t11 = F.threshold(t10, 0.0, 0.0, True).sigmoid()
(t12,) = torch.autograd.grad(t11, t0, torch.ones(2), create_graph=True)
t12.sum().backward()
""",
    "what changed a tensor is named": """
t0 = torch.rand(3, requires_grad=True)
t1 = t0.exp()
t2 = t1.norm()
t1.fill_(1)
t2.backward()
t3 = t0.exp()
t4 = t3 * t3
t3.add_(1)
t4.sum().backward()
""",
    "hooks that get no gradient, and when each is called": """
told = []
t0 = torch.ones(3, requires_grad=True)
t1, t2, _ = t0.unbind()
handle = t1.register_hook(lambda grad: told.append(grad))
t2.backward()
t3 = len(told), told[0]
t4 = t0.clone()
handle = t4.register_hook(lambda grad: grad * 3)
handle = t4.grad_fn.register_prehook(lambda grads: (grads[0] * 2,))
t4.sum().backward(inputs=(t4,))
t5 = t4.grad
handle = t0.register_post_accumulate_grad_hook(lambda tensor: tensor.grad)
t0.sum().backward()
t4.grad_fn(t0, t0)
with torch.autograd.graph.saved_tensors_hooks(lambda x: x.add_(1), lambda x: x): t0.exp()
off = torch.autograd.graph.disable_saved_tensors_hooks("not here")
with off, torch.autograd.graph.saved_tensors_hooks(lambda x: x, lambda x: x): t0.exp()
t6 = isinstance(t4.grad_fn.next_functions[0][0], torch._C._functions.AccumulateGrad)
""",
    "inference mode": """
with torch.inference_mode(): t0 = torch.ones(2); t1 = torch.ones(2, requires_grad=True)
with torch.inference_mode(): t2 = t0.view(1, 2)
t3 = [torch.is_inference(one) for one in (t0, t2, t0.view(1, 2), t0 + 1)]
t4 = torch.ones(2, requires_grad=True)
t0 * t4
(t0 + t4).sum().backward()
t0.add_(1)
t0.t_()
t0[0] = 3
torch.mul(t4.detach(), 2, out=t0)
t0._version
t0.requires_grad_()
t1.add_(1)
torch.nn.Parameter(t0)
with torch.inference_mode(): net = torch.nn.Linear(2, 2); t6 = t4 * 2; t7 = t6.view(2)
t5 = net.weight.is_inference()
net(torch.ones(2)).sum().backward()
torch.optim.SGD(net.parameters(), lr=0.1).step()
t8 = t4 * 1
with torch.inference_mode(): t9 = t8.view(2)
t9.add_(1)
on = torch.inference_mode
with on(), on(False): t10 = t4 * 2; t11 = torch.is_grad_enabled()
""",
    "views of functions of one's own, changed in place": """
Own, static = torch.autograd.Function, staticmethod
def own(f, b): return type("Own", (Own,), {"forward": static(f), "backward": static(b)}).apply
same = own(lambda ctx, x: x, lambda ctx, g: g * 2)
view = own(lambda ctx, x: x.view_as(x), lambda ctx, g: g)
two = own(lambda ctx, x: (x.view_as(x), x * 2), lambda ctx, g, h: g)
t0 = torch.ones(2, requires_grad=True)
t1 = same(t0 * 1)
t1.add_(1)
t1.sum().backward()
t2 = view(t0 * 1)
t2.mul_(2)
t3 = two(t0 * 1)[0]
t3.mul_(2)
t4 = view(torch.ones(2))
t4.add_(1)
t4.add_(t0)
with torch.no_grad(): t5 = view(t0)
t5.zero_()
with torch.no_grad(): t6 = torch.ones(2).view(2)
t7 = t6.requires_grad_().view(2)
t7.div_(2)
""",
    "lists of tensors, and steps on them": """
t0, t1 = torch._foreach_add([torch.ones(2), torch.zeros(3)], [1, 2.5])
t2, t3 = torch._foreach_pow(2, [torch.ones(2), torch.zeros(3)])
(t4,) = torch._foreach_addcdiv([t0], [t2], [t2], value=3)
torch._foreach_maximum_([t0], 2.5)
torch._foreach_lerp_([t2], [t0], 0.25)
torch._foreach_mul([t0], [t0, t0])
torch._foreach_mul([t0], [1, 2])
t5 = torch.linspace(-1, 2, 5).requires_grad_()
def step(one): one.zero_grad(); (t5.sin() ** 2).sum().backward(); one.step()
def three(kind, **more): one = kind([t5], lr=0.1, **more); [step(one) for _ in range(3)]
three(torch.optim.Adam, fused=True, amsgrad=True, weight_decay=0.1)
t6 = t5.detach().clone()
three(torch.optim.AdamW, fused=True)
t7 = t5.detach().clone()
three(torch.optim.SGD, fused=True, momentum=0.9, nesterov=True, weight_decay=0.1)
t8 = t5.detach().clone()
three(torch.optim.Adagrad, fused=True, lr_decay=0.1, weight_decay=0.1)
t9 = t5.detach().clone()
three(torch.optim.Adamax, foreach=True)
t10 = t5.detach().clone()
""",
    "losses and slopes, twice": """
t0 = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
t1 = torch.tensor([0.3, 4.0, 1.0])
(t2,) = torch.autograd.grad(F.mse_loss(t0, t1) ** 2, t0, create_graph=True)
(t3,) = torch.autograd.grad((t2 ** 2).sum(), t0)
(t4,) = torch.autograd.grad(F.smooth_l1_loss(t0, t1) ** 2, t0, create_graph=True)
(t5,) = torch.autograd.grad((t4 ** 2).sum(), t0)
(t6,) = torch.autograd.grad(F.huber_loss(t0, t1) ** 2, t0, create_graph=True)
(t7,) = torch.autograd.grad((t6 ** 2).sum(), t0)
(t8,) = torch.autograd.grad(F.elu(t0 - 2.5, inplace=True).sum(), t0, create_graph=True)
(t9,) = torch.autograd.grad((t8 ** 2).sum(), t0)
t10 = torch.celu_(t0 - 2.5, 0.7)
(t11,) = torch.autograd.grad(t10.sum(), t0, create_graph=True)
(t12,) = torch.autograd.grad((t11 ** 2).sum(), t0)
t13 = torch.rand(3, requires_grad=True)
F.mse_loss(t13, torch.arange(3)).backward()
t14 = torch.rand(3, requires_grad=True)
F.smooth_l1_loss(t14, torch.arange(3).double()).backward()
F.mse_loss(t14, torch.arange(3.0).double(), reduction="none").sum().backward()
""",
    "arguments that layers refuse": """
from torch import nn
t0 = torch.ones(2, requires_grad=True)
t1 = F.smooth_l1_loss(t0, torch.zeros(2), beta=-1)
t2 = F.huber_loss(t0, torch.zeros(2), delta=0)
t3 = F.softshrink(t0, -1)
t4 = F.rrelu(t0, 0.5, 0.2, training=True)
(F.elu(t0 * 1, 2, inplace=True) + F.leaky_relu(t0 * 1, 0.1, inplace=True)).sum().backward()
F.elu(t0 * 1, -2, inplace=True).sum().backward()
F.leaky_relu(t0 * 1, -2, inplace=True).sum().backward()
t5 = nn.RNNCell(3, 4)(torch.ones(2, 3), torch.ones(1, 4))
t6 = nn.LSTMCell(3, 4)(torch.ones(2, 3), (torch.ones(2, 4), torch.ones(2, 5)))
t7 = nn.GRUCell(3, 4)(torch.ones(2, 5), torch.ones(2, 4))
t8 = F.cosine_embedding_loss(torch.ones(3, 2, 2), torch.ones(3, 2, 2), torch.ones(3))
""",
    "drawn with a mean and a spread of its own": """
torch.manual_seed(0)
t0 = torch.normal(0.0, 2.0, (3,))
t1 = torch.normal(torch.zeros(2, 1), torch.ones(3))
t2 = torch.normal(torch.arange(20.0), 2.0)
t3 = torch.normal(1.0, torch.ones(3, dtype=torch.float64))
t4 = torch.normal(torch.zeros(2), torch.ones(2), generator=torch.Generator().manual_seed(3))
t5 = torch.zeros(2, requires_grad=True)
t6 = torch.normal(t5, torch.ones(2))
t6.sum().backward()
torch.normal(torch.zeros(2), torch.tensor([1.0, -1.0]))
torch.normal(torch.zeros(2), -1.0)
torch.normal(torch.arange(2), 1.0)
torch.normal(torch.zeros(2), torch.ones(3))
t7 = torch.normal(torch.zeros(0), torch.ones(0))
""",
    "norms and grids": """
torch.manual_seed(0)
t0 = torch.rand(2, 1, 5, 5, requires_grad=True)
t1 = torch.tensor([[1.0, 0.0, 0.2], [0.0, 0.7, 0.0]]).repeat(2, 1, 1).requires_grad_()
t2 = F.grid_sample(t0, F.affine_grid(t1, (2, 1, 4, 6), align_corners=False), align_corners=False)
t2.square().sum().backward()
t3 = F.grid_sample(t0, torch.rand(2, 3, 3, 2), "nearest", "reflection", align_corners=True)
F.grid_sample(t0, torch.rand(1, 2, 2, 2), align_corners=False)
F.grid_sample(t0, torch.rand(2, 2, 2, 3), align_corners=False)
F.grid_sample(torch.rand(2, 1, 0, 5), torch.rand(2, 2, 2, 2), align_corners=False)
F.grid_sample(torch.rand(2, 1, 5), torch.rand(2, 2, 1), align_corners=False)
t4 = torch.randn(2, 3, 4, requires_grad=True)
one = torch.nn.RMSNorm(4)
(one(t4) * torch.arange(4)).square().sum().backward()
t5 = one.weight.grad
t6 = F.rms_norm(torch.arange(8.0).view(2, 4), (2, 4), eps=0.01)
t7 = torch.nn.RMSNorm(4, dtype=torch.bfloat16)(t4.detach().bfloat16())
F.rms_norm(torch.ones(2, 4), (3,))
F.rms_norm(torch.ones(2, 4), ())
F.rms_norm(torch.ones(2, 4), (4,), torch.ones(2))
F.rms_norm(torch.arange(4), (4,))
t8 = torch.randn(2, 16, 4, 4, requires_grad=True)
two = torch.nn.GroupNorm(4, 16)
(two(t8) * torch.arange(4)).sum().backward()
t9, t10 = two.weight.grad, two.bias.grad
""",
    "data by their names": """
import torch.utils.data as data
assert len(data.__all__) == len(set(data.__all__)) == 30
t0 = torch.tensor([ord(one[0]) + len(one) for one in data.__all__])
t1 = torch.stack(list(data.DataLoader(torch.arange(6), 2, shuffle=True)))
t2 = len(data.random_split(range(5), [2, 3])[1])
""",
    "distributions": """
torch.manual_seed(0)
D = torch.distributions
t0, t1 = torch.zeros(2, requires_grad=True), torch.tensor([1.0, 2.0], requires_grad=True)
one = D.Normal(t0, t1)
t2 = one.rsample((3,))
(one.log_prob(t2).sum() + one.entropy().sum()).backward()
t3 = D.kl_divergence(one, D.Normal(1.0, 2.0))
two = D.Categorical(logits=torch.tensor([[0.0, 1.0, 2.0], [3.0, 1.0, 0.0]]))
t4 = two.sample((4,))
t5 = two.log_prob(t4)
t6 = two.entropy()
three = D.Bernoulli(torch.tensor([0.3, 0.7]))
t7 = three.sample((5,))
t8 = three.log_prob(t7)
t9 = D.Independent(D.Laplace(torch.zeros(3), 1.0), 1).log_prob(torch.ones(3))
t10 = D.MixtureSameFamily(D.Categorical(torch.ones(2)), one).sample((4,))
t11 = D.Uniform(torch.zeros(2), 3.0).rsample()
t12 = D.Exponential(torch.ones(3)).sample()
t13 = D.TransformedDistribution(one, [D.transforms.ExpTransform()]).log_prob(torch.ones(2))
D.Normal(0.0, -1.0)
D.Categorical(torch.tensor([-1.0, 1.0]))
D.Normal(0.0, 1.0).log_prob("a")
""",
    "whole numbers have no gradient, in the words of who is asked": """
torch.tensor([1, 2], requires_grad=True)
torch.ones(2, dtype=torch.int64, requires_grad=True)
torch.arange(3, requires_grad=True)
torch.zeros_like(torch.tensor([1]), requires_grad=True)
torch.eye(2, dtype=torch.bool, requires_grad=True)
torch.tensor([1]).new_zeros(2, requires_grad=True)
torch.frombuffer(bytearray(4), dtype=torch.uint8, requires_grad=True)
torch.nn.Parameter(torch.tensor([1]))
torch.tensor([1]).requires_grad_()
torch.tensor([1]).requires_grad = True
t0 = torch.ones(2, requires_grad=True)
t1 = torch.full((2,), 1.5, requires_grad=True)
""",
    "drawn like another, and what is whole of a complex number": """
t0 = torch.randint_like(torch.ones(3), 4)
t1 = torch.randint_like(torch.ones(3), 2, 9, dtype=torch.int64)
t2 = torch.real(t0)
t0.imag
torch.imag(t0)
torch.view_as_real(t0)
t3 = torch.rand(1).resize_(1, 2)._version
""",
    "hooks where a few gradients are asked for": """
t0 = torch.tensor(2.0, requires_grad=True)
t1 = torch.tensor(5.0, requires_grad=True)
t2 = t0 * 2
t3 = t2 * 3
t4 = t3 * t1
told = []
t0.register_hook(lambda g: (told.append(("t0", g.item())), g * 2)[1])
t1.register_hook(lambda g: told.append(("t1", g.item())))
t2.register_hook(lambda g: (told.append(("t2", g.item())), g * 10)[1])
end = t2.grad_fn.next_functions[0][0]
end.register_prehook(lambda g: told.append(("before", g[0].item())))
t2.grad_fn.register_prehook(lambda g: (g[0] * 100,))
t4.grad_fn.register_hook(lambda i, o: told.append([x if x is None else x.item() for x in i]))
t2.retain_grad()
t5 = torch.autograd.grad(t4, t0, retain_graph=True)
t6 = torch.autograd.grad(t4, (t2, t1), retain_graph=True)
t7 = torch.autograd.grad(t4, (t0, t2, t3), retain_graph=True)
t4.backward(inputs=(t1,), retain_graph=True)
t4.backward(inputs=(t2,), retain_graph=True)
t8 = torch._C._will_engine_execute_node(t4.grad_fn)
t9 = [torch._C._will_engine_execute_node(t0)]
t3.register_hook(lambda g: told.append(torch._C._will_engine_execute_node(t4.grad_fn)))
t3.register_hook(lambda g: told.append(torch._C._will_engine_execute_node(t2.grad_fn)))
t4.backward()
t10 = told
""",
    "what was detached in place since": """
t0 = torch.tensor(1.0, requires_grad=True)
t1 = t0.clone()
t2 = t1.sin()
t1.detach_()
t2.backward()
t3 = t0.clone()
t4 = t3.exp()
t3.detach_()
t4.backward()
t5 = torch.tensor(3.0, requires_grad=True)
t6 = t5 * t5
t5.detach_()
t6.backward()
t7 = t5.grad
t8 = (t0 * 2).resize_(3)
with torch.inference_mode(): t9 = torch.ones(1, 2, requires_grad=True).resize_(1).shape
""",
    "what cannot be set or deleted": """
t0 = torch.ones(2, 2, requires_grad=True)
del t0.data
del t0.requires_grad
del t0._grad_fn
del t0._backward_hooks
del t0.shape
del t0.grad
t0.shape = 3
t0.grad_fn = None
t0._grad_fn = 3
t0.is_leaf = True
t0.dtype = torch.float64
t0.names
torch.autograd.SavedTensor()
(t0 * t0).grad_fn._raw_saved_self.register_hooks(1)
t2 = t0[:, torch.tensor([0, 1])]
t3 = [type(one).__name__ for one in t2.grad_fn._raw_saved_indices]
t2.grad_fn._raw_saved_indices[0].register_hooks(abs, abs)
t2.grad_fn._raw_saved_indices[1].register_hooks(lambda x: x, lambda x: x.flip(0))
t2.backward(torch.arange(4.0).view(2, 2))
t6 = (t0 * 2) * t0
t6.sum().backward()
t6.grad_fn._raw_saved_self.register_hooks(abs, abs)
t6.grad_fn._saved_self
t4 = torch._C._functions.DelayedError("no", 1)(t0)
t5 = t4.grad_fn.name(), type(t4.grad_fn).__name__
t4.sum().backward()
""",
    "outputs without a gradient": """
def given(ctx, x, on): ctx._materialize_non_diff_grads = on; return x.clone(), x.clone()
def forward(ctx, x, on): a, b = given(ctx, x, on); ctx.mark_non_differentiable(b); return a, b
def backward(ctx, a, b): told.append(b); return a, None
class Two(torch.autograd.Function): pass
Two.forward = staticmethod(forward); Two.backward = staticmethod(backward)
told = []
t0 = torch.tensor(1.0, requires_grad=True)
Two.apply(t0, False)[0].backward()
Two.apply(t0, True)[0].backward()
t1 = [None if one is None else one.item() for one in told]
""",
    "which of equal numbers are named": """
t0 = torch.tensor([int(one) for one in "3141592653589793238462643"]).repeat(8)
t1 = t0.topk(5)
t2 = t0.topk(150, largest=False)
t3 = t0.topk(3)
t4 = t0.topk(90, sorted=False)
t5 = t0.view(8, 25).topk(7, dim=0)
t6 = t0.kthvalue(77)
t7 = t0.view(20, 10).kthvalue(4, 1, keepdim=True)
t8 = t0.mode()
t9 = t0.view(10, 20).float().mode(0)
t10 = t0.view(4, 50).median(1)
t11 = torch.cat([t0, t0, t0, t0]).topk(6)
t12 = torch.tensor([1.0, float("nan"), 2.0, float("nan"), 2.0]).topk(3)
""",
    "what is written into out": """
t0 = torch.empty(0)
t1 = torch.add(torch.ones(3, 2).t(), 1, out=t0)
t2 = t0.detach()
torch.exp(torch.zeros(5), out=t0)
t3 = torch.ones(6)[2:3]
torch.mul(torch.ones(2, 3), 3, out=t3)
two = torch.empty(0), torch.empty(0).long()
t4 = torch.max(torch.tensor([[1.0, 3.0], [5.0, 2.0]]), 1, out=two)
t5 = torch.sort(torch.tensor([3.0, 1.0]), out=(torch.empty(0), torch.empty(0).long())).indices
t6 = torch.zeros(2, 3, out=torch.ones(1).long())
t7 = torch.arange(2, 5, out=torch.empty(0).double())
t8 = torch.linspace(0, 10, 3, out=torch.empty(0).long())
t9 = torch.full((2,), 1.5, out=torch.empty(0).long())
t10 = torch.mean(torch.ones(2, 2), 0, out=torch.empty(0).double())
t11 = torch.matmul(torch.ones(2, 3), torch.ones(3), out=torch.empty(0))
t12 = torch.softmax(torch.ones(2, 3), 1, out=torch.empty(0))
t13 = torch.diag(torch.ones(2), out=torch.empty(0))
t14 = torch.stack([torch.ones(2), torch.zeros(2)], out=torch.empty(0))
t15 = torch.min(torch.ones(3), torch.zeros(3), out=torch.empty(0))
t16 = torch.all(torch.ones(2, 3), 1, out=torch.empty(0).bool())
t17 = torch.empty(2, 3, out=torch.empty(0)).shape
torch.mm(torch.ones(2, 2), torch.ones(2, 2), out=torch.empty(2, 2).double())
torch.argmax(torch.ones(2, 2), 0, out=torch.empty(0))
torch.add(torch.ones(2), 1, out=torch.empty(2).long())
torch.add(torch.ones(2), 1, out=(torch.empty(0),))
torch.max(torch.ones(2, 2), 1, out=torch.empty(0))
torch.max(torch.ones(2, 2), 1, out=(torch.empty(0),))
torch.zeros(2, out=torch.empty(2), dtype=torch.int64)
warnings.simplefilter("error")
torch.exp(torch.zeros(4), out=torch.empty(3))
warnings.simplefilter("ignore")
""",
    "strides over what overlaps": """
t0 = torch.arange(3.0).requires_grad_()
t1 = (t0.expand(2, 3).as_strided((2, 3), (0, 1)) ** 2).sum()
t1.backward()
t2 = torch.arange(6.0).view(2, 3).requires_grad_()
(t2[0].expand(4, 3).as_strided((4, 3), (0, 1)) ** 2).sum().backward()
t3 = torch.as_strided(torch.ones(3, 3), (1, 1), (2, -1))
t4 = torch.ones(3).as_strided((2,), (1,), -1)
t5 = torch.empty_strided((2,), ())
t6 = torch.ones(1)
t6[None] = t6
t7 = torch.ones(3)
t7[None] = t7
t8 = torch.zeros(0, 2).bool().nonzero()
t8.squeeze()[:-1] = t8
t9 = t8.roll(1, 0)
t10 = torch.zeros(2, 3).t().roll(1, 0)
t11 = torch.arange(4).roll(1, None)
""",
    "a number where a tensor was, and a tensor where a number was": """
t0 = torch.arange(4.0)
t1 = t0.where(t0 != 0, 0.001)
t2 = t0.where(t0 > 1, t0.flip(0))
t3 = torch.zeros(2).copy_(1.5)
t4 = torch.ones(3).add(2, torch.ones(3))
t5 = torch.addcmul(torch.ones(3), 2, torch.ones(3), torch.ones(3))
t6 = torch.addmm(2, torch.ones(2, 2), 3, torch.ones(2, 2), torch.ones(2, 2))
t7 = torch.ones(2).addmv(2, torch.ones(2, 2), torch.ones(2))
t8 = torch.ones(3).addcdiv_(2, torch.ones(3), torch.ones(3))
t9 = torch.add(torch.tensor(True), torch.tensor(True), True)
t10 = torch.scalar_tensor(3)
t11 = torch.lerp(torch.ones(2).double(), torch.ones(2), 1)
torch.ones(2, 2).sum(True)
torch.ones(2, 2).softmax(True)
torch.ones(2, 2).transpose(True, False)
torch.ones(2, 2).cumsum(torch.tensor(0.0))
torch.ones(2, 2).topk(4, True)
""",
    "axes without numbers": """
t0 = torch.zeros(2, 0)
t0.argmax(-1)
t0.argmax()
t0.amax(-1)
t0.max(-1)
t0.median(-1)
t0.mode(-1)
t0.kthvalue(1, -1)
t0.aminmax(dim=-1)
""",
    "distances of equal rows": """
t0 = torch.tensor([[0.0, 1.0], [2.0, 3.0]], requires_grad=True)
t1 = torch.tensor([[0.0, 2.0], [2.0, 3.0]], requires_grad=True)
torch.cdist(t0, t1, p=0.5).sum().backward()
t2 = torch.arange(60.0).view(30, 2).requires_grad_()
torch.cdist(t2, t2.detach().clone()).sum().backward()
""",
    "whole numbers drawn": """
t0 = torch.empty(5, dtype=torch.int64).random_(-2**63, None)
t1 = torch.empty(5, dtype=torch.int64).random_(2**40, 2**62)
t2 = torch.empty(5, dtype=torch.int16).random_(-300, 300)
t3 = torch.empty(5, dtype=torch.uint8).random_(-1, 3)
t4 = torch.empty(5, dtype=torch.int8).random_(200)
t5 = torch.empty(5).random_(5, 2)
t6 = torch.empty(5, dtype=torch.bool).random_(3)
t7 = torch.empty(5, dtype=torch.float16).random_(70000)
t8 = torch.randint(0, 300, (2,), dtype=torch.uint8)
t9 = torch.empty(3, dtype=torch.int32).bernoulli_(torch.tensor([0.0, 1.0, 0.5]))
t10 = torch.empty(3, dtype=torch.bool).bernoulli_(torch.tensor([0.0, 1.0, 0.5]).double())
torch.empty(3).uniform_(-3e38, 3e38)
torch.empty(3).cauchy_(0, 0)
torch.empty(3).geometric_(1.0)
torch.empty(3).log_normal_(1, 0)
torch.empty(3, dtype=torch.int64).exponential_()
torch.empty(3, dtype=torch.int64).cauchy_()
""",
    "places that are read and written": """
t0 = torch.arange(6.0)
t1 = torch.tensor([0, 1, 2])
t0[:3].index_add_(0, t1, t0[1:4])
t0[:3].index_copy_(0, t1, t0[:3])
t0[:3].scatter_add_(0, t1, t0[:3])
t0[:3].index_put_((t1,), t0[1:4])
t1.index_fill_(0, t1, 1)
t2 = torch.tensor(1.0).index_add(0, torch.tensor([0]), torch.ones(1, 1, 1))
t3 = torch.ones(3, 2).index_add(0, torch.tensor([0]), torch.ones(1, 3))
t4 = torch.ones(3).index_add(0, torch.tensor([0]), torch.ones(2))
t5 = torch.repeat_interleave(torch.arange(4.0))
t6 = torch.arange(2).repeat_interleave(torch.tensor([1, 2, 3]))
t7 = torch.arange(2).repeat_interleave(-1)
t8 = torch.repeat_interleave(torch.tensor([1, 2]), output_size=2)
t9 = torch.meshgrid(t1, t1.float(), indexing="ij")
t10 = torch.meshgrid(t1, t1, indexing="zz")
t11 = torch.meshgrid([], indexing="ij")
""",
    "data that is no tensor": """
t0 = torch.tensor([-129], dtype=torch.uint8)
t1 = torch.tensor([128], dtype=torch.int8)
t2 = torch.tensor([-300], dtype=torch.uint8)
t3 = torch.tensor([float("nan")], dtype=torch.int64)
t4 = torch.tensor([2**63])
t5 = torch.tensor(["a"])
t6 = torch.tensor([1, "a"])
t7 = torch.tensor([1, [2]])
t8 = torch.ones(2, dtype=torch.int64, requires_grad=True)
t9 = torch.zeros(2).long().requires_grad_()
t10 = torch.asarray([1.0, 2], requires_grad=True)
t11 = torch.asarray([1], copy=False)
t12 = torch.asarray(t10, copy=False) is t10
t13 = torch.ones(2).type(torch.Tensor)
t14 = torch.ones(2).type(int)
t15 = torch.ones(2).type("foo")
""",
    "memory that is shared, and how images lie": """
import copy
t0 = torch.ones(2, 2)
t1, t2, t3 = copy.deepcopy([t0, t0.t(), t0[0]])
t1.mul_(5)
t4 = torch.rand(1, 2, 2, 3, 4).contiguous(memory_format=torch.channels_last_3d)
t5 = t4.is_contiguous(memory_format=torch.channels_last_3d), t4.contiguous() is t4
t6 = torch.empty(0).resize_(1, 3, 4, 2, memory_format=torch.channels_last).zero_()
t7 = torch.arange(24.0).reshape(2, 2, 3, 2).to(memory_format=torch.channels_last)
t8 = torch.cat((t7[:, :, :2], t7[:, :, 1:]), -1)
torch.empty(2).resize_(2**40, 2**40)
t7.narrow(0, torch.tensor(0.0), 1)
t7.narrow(0, torch.tensor([0]), 1)
""",
    "layers given nothing, or what they cannot take": """
from torch import nn
t0 = F.multi_margin_loss(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([1]), reduction="none")
t1 = F.multi_margin_loss(torch.ones(2, 3), torch.ones(3).long())
t2 = nn.LSTM(2, 3)(torch.rand(5, 0, 2))[0].shape
t3 = F.binary_cross_entropy(torch.tensor([1.5]), torch.tensor([1.0]))
t4 = F.binary_cross_entropy(torch.rand(2), torch.tensor([2.0, 3.0]))
t5 = F.cosine_similarity(torch.ones(2).int(), torch.ones(2), 0)
t6 = F.cross_entropy(torch.rand(5, 0), torch.rand(5, 0))
t7 = F.nll_loss(torch.rand(10), torch.ones(3).long())
t8 = F.selu(torch.tensor([-1.0, 1.0]), inplace=True)
t9 = F.pixel_shuffle(torch.rand(1, 9, 2, 2), -3)
t10 = F.pixel_unshuffle(torch.rand(1, 1, 4, 4), 3)
norm = nn.BatchNorm1d(3)
t11 = norm(torch.rand(0, 3))
t12 = norm.running_mean.clone()
t13 = F.pad(torch.rand(2, 3), (-3, 0)).shape
t14 = F.pad(torch.rand(2, 3), (-2, -2))
t15 = F.pad(torch.rand(2, 3), (1,))
t16 = F.pad(torch.rand(1, 2, 3, 3), (2, 2), mode="reflect")
t17 = F.pad(torch.rand(3, 3, 3), (4, 1), mode="circular")
t18 = F.conv2d(torch.rand(1, 1, 4, 4), torch.rand(1, 1, 2, 2).double())
""",
    "whose memory a gradient is": """
t0, t1 = torch.rand(6, requires_grad=True), torch.rand(6, requires_grad=True)
(t0.view(2, 3) + t1.view(2, 3)).sum().backward()
(t0.view(2, 3) + t1.view(2, 3)).sum().backward()
t2 = t0.grad.is_set_to(t1.grad)
t3 = torch.ones(2, 3)
t4 = torch.rand(2, 3, requires_grad=True)
(t4 + 1).backward(t3)
(t4 + 1).backward(t3)
t5 = torch.rand(2, 3, requires_grad=True)
t5.backward(t3)
t5.grad.mul_(3)
t6 = torch.rand(2, 3, requires_grad=True)
t6.repeat(1, 1).backward(t3)
t6.grad.zero_()
t7 = torch.rand(6, requires_grad=True)
t7.view(2, 3).backward(t3)
t7.grad.mul_(2)
t8 = torch.rand(1, 3, requires_grad=True)
(t8.mT + t8.mT).sum().backward()
t9 = torch.rand(1, 1, 3).mT.requires_grad_()
t9.mT.backward(torch.rand(9).as_strided((1, 1, 3), (2, 0, 1)))
t10 = torch.rand(1, requires_grad=True)
t11 = torch.tensor(1.0)
t10.sum().backward(t11)
t10.grad.zero_()
""",
    "numbers that a dtype has no place for": """
t0 = torch.zeros(2, dtype=torch.uint8)
t1 = torch.zeros(2, dtype=torch.half)
t2 = torch.zeros(2, dtype=torch.int32)
t0.fill_(300)
t0[0] = -1.5
t0[0] = 256
t3 = t0.masked_fill(t0 > 3, -1.5)
t4 = t0.clone().fill_(-255)
t5 = torch.full((2,), 300, dtype=torch.uint8)
t6 = t0.new_full((2,), -256), torch.full_like(t0, 2.7)
t7 = F.pad(t0, (0, 1), value=-1)
t8 = t2.scatter(0, torch.tensor([1]), 2**40)
t9 = t2.index_fill(0, torch.tensor([1]), 3e9)
t10 = t1.masked_fill(t1 == 0, -1e9)
t11 = t1.clamp(max=1e6), t1.clamp(-float("inf"), 60000)
t12 = torch.full((2,), 65519.0, dtype=torch.half)
t1[0] = 70000
t1[:] = 70000
t13 = torch.zeros(2).fill_(1e39)
t14 = torch.where(t0 > 1, t0, 300)
t15 = torch.tensor([-0.5], dtype=torch.uint8)
t16 = torch.tensor([255.5], dtype=torch.uint8)
t17 = torch.add(t0, t0, alpha=300)
t18 = torch.linspace(0, 300, 3, dtype=torch.uint8)
t19 = F.threshold(t0, 0, 300)
t20 = t0**300
t21 = F.hardtanh(t0)
t0[:] = torch.tensor(300)
t22 = torch.lerp(t2, t2, 0.5)
t23 = F.threshold(t0 > 0, 0, 1)
t24 = torch.linspace(0, 1, 2, dtype=torch.bool)
""",
    "whole numbers that are cut, or wrap": """
t0 = torch.arange(0, 2.7, dtype=torch.int64)
t1 = torch.arange(0.5, 3.5, 1.5, dtype=torch.int64)
t2 = torch.arange(0.5, 3.5, 1.5, dtype=torch.int32)
t3 = torch.arange(2.5, 0, -1.5, dtype=torch.int64)
t4 = torch.arange(0, 3, 0.5, dtype=torch.int64)
t5 = torch.arange(0, float("nan"))
t6 = torch.zeros(2, dtype=torch.uint8)
t7 = t6 > torch.tensor(-1)
t8 = t6.maximum(torch.tensor(-1))
t9 = t6 == torch.tensor(256)
t10 = t6.to(torch.int8) > torch.tensor(200)
t11 = (t6 + 9).remainder(torch.tensor(-250))
t12 = t6.clamp(torch.tensor(-1))
t13 = F.elu(torch.zeros(2), float("inf"))
t14 = t6 % 256
""",
    "elements that are the same memory": """
t0 = torch.zeros(1).expand(2, 3)
t0[0] = 0.5
t0[:] = 1
t0[0, 0] = 2
t0[:] = t0
t0.copy_(t0[:])
t0.fill_(torch.tensor(3.0))
t1 = torch.zeros(1).expand(2, 3).fill_(4)
t2 = torch.rand(2, 2).t()
t3 = t2[None, [0, 1]]
t4 = t2[None].as_strided((1, 2, 2), (1, 1, 2))[:, torch.tensor([0, 1])]
""",
    "numbers put to places, and pairs": """
t0 = torch.arange(6.0).view(2, 3).requires_grad_()
t1 = torch.ones(2, requires_grad=True)
t2 = t0.put(torch.tensor([1, -1]), t1)
(t2 * t2).sum().backward()
t3 = torch.zeros(2, 3)
t3.t().put_(torch.tensor([1, 5]), torch.tensor([7.0, 8.0]))
t3.put_(torch.tensor([6]), torch.ones(1))
t3.put_(torch.tensor([0]), torch.ones(2))
t3.put_(torch.tensor([0.0]), torch.ones(1))
t4 = t3._version
t5 = t1 * 2
t5.masked_scatter_(torch.tensor([True, False]), torch.ones(3))
t6 = torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4, 5]))
t7 = torch.cartesian_prod(torch.zeros(2, 2))
t8 = torch.combinations(torch.tensor([1.0, 2, 3])), torch.combinations(torch.arange(3), 2, True)
t9 = torch.diagflat(torch.tensor([[1, 2], [3, 4]]), 1)
t10 = torch.zeros(7, 3).fill_diagonal_(2, wrap=True)
t11 = torch.zeros(2, 3, 2).fill_diagonal_(1)
t12 = torch.logspace(-1, 1, 5, 2), torch.logspace(0, 4, 5, dtype=torch.int64)
t13 = torch.empty(9, dtype=torch.bfloat16).random_(-1000, 1000)
t14 = torch.empty(9).random_(0, 2**31)
t15 = torch.empty(9, dtype=torch.half).random_(-100, None)
torch.empty(5, dtype=torch.bfloat16).random_(2**24 + 1, 2**24 + 77)
""",
    "windows that cannot be": """
t0 = torch.rand(1, 4, 5, 5)
t1 = torch.rand(1, 16, 9)
F.unfold(t0, 6)
F.unfold(t0, -1)
F.unfold(t0, 2, dilation=0)
F.unfold(t0, 2, padding=-1)
F.unfold(t0, 2, stride=0)
F.unfold(torch.rand(5, 5), 2)
F.unfold(torch.rand(1, 0, 5, 5), 2)
t2 = F.unfold(torch.rand(0, 3, 5, 5), 2).shape
F.fold(t1, 4, 2, stride=0)
F.fold(t1, 4, 0)
F.fold(torch.rand(16), 4, 2)
F.fold(torch.rand(1, 0, 9), 4, 2)
F.fold(t1.long(), 4, 2)
F.pad(t0, (5, 0), mode="reflect")
""",
    "operands that know more than tensors": """
class Other: __radd__ = __rmul__ = __rand__ = lambda self, t: t.sum()
class Nothing: pass
t0 = torch.arange(3)
t1 = t0 + Other()
t2 = t0 & Other()
t0 *= Other()
t3 = t0 == Nothing(), t0 != None, t0 == [1], t0 == "a"
t0 + Nothing()
t0 < Nothing()
t0 -= None
t0 @ [1]
t0 & "a"
""",
}
