"""The notes that nn.functional puts into its docstrings; those of functions are left out."""

reproducibility_notes = {
    "forward_reproducibility_note": "", "backward_reproducibility_note": "",
    "cudnn_reproducibility_note": "",
}  # fmt: skip
tf32_notes = {"tf32_note": ""}
rocm_fp16_notes = {"rocm_fp16_note": ""}
sparse_support_notes = {"sparse_beta_warning": "", "sparse_support_note": ""}
