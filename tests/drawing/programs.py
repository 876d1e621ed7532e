"""Small figures as readers make them: programs by name, of what pages can draw.

Each runs with real matplotlib and with web/python/drawing; `plt`, `math` and `torch` are there.
"""

PROGRAMS = {
    "a line": "plt.plot([3, 1, 2])",
    "two lines and a legend": """
fig, ax = plt.subplots()
x = torch.linspace(0, 6, 50)
ax.plot(x, x.sin(), label="sine")
ax.plot(x, x.cos(), "--", label="cosine")
ax.set(xlabel="x", ylabel="y", title="Waves")
ax.legend()
""",
    "logarithms": """
fig, ax = plt.subplots()
ax.semilogy([10.0**-k for k in range(8)], "o-", label="error")
ax.legend()
""",
    "less than a decade": """
fig, ax = plt.subplots()
ax.loglog([1, 2, 3, 4, 5], [2.1, 2.5, 3.3, 4.4, 6.0])
""",
    "logarithms over many decades": """
fig, ax = plt.subplots(figsize=(4, 3))
ax.plot([10.0**k for k in range(-12, 6)])
ax.set(yscale="log", xlabel="step")
""",
    "large numbers": """
fig, ax = plt.subplots()
ax.plot([0, 1, 2], [1e7, 3e7, 2.5e7])
""",
    "numbers close together": """
fig, ax = plt.subplots()
ax.plot([0, 1, 2], [10000.001, 10000.002, 10000.0035])
""",
    "small numbers": """
fig, ax = plt.subplots()
ax.plot([1e-7, 2e-7, 5e-7], [0.001, 0.0022, 0.0013])
""",
    "negative numbers": """
fig, ax = plt.subplots(figsize=(5, 3))
ax.plot([-2.5, -1, 0.25], [-120, 40, 260], marker="s", markersize=4, color="tab:red")
ax.axhline(0, color="#5A6675", linewidth=1)
ax.axvline(0, linestyle=":")
""",
    "names along": """
fig, ax = plt.subplots()
ax.bar(["SGD", "Adam", "RMSprop"], [3, 5, 2.5], color=["C0", "C1", "C2"])
ax.set_ylabel("seconds")
""",
    "bars to the right": """
fig, ax = plt.subplots()
ax.barh(["a", "b"], [0.2, 0.9], height=0.5, label="share")
ax.legend(loc="lower right")
""",
    "a histogram": """
fig, ax = plt.subplots()
counts, edges, bars = ax.hist(torch.linspace(-3, 3, 200) ** 3, bins=12, color="#4C86E0")
ax.set_title("Weights", fontsize=12)
""",
    "points": """
fig, ax = plt.subplots()
x = torch.arange(20.0)
ax.scatter(x, (x * 1.7).sin(), s=x * 3, c=x, cmap="viridis", label="points")
ax.legend()
""",
    "an image": """
fig, ax = plt.subplots(figsize=(3, 3))
ax.imshow(torch.arange(12.0).reshape(3, 4), cmap="viridis")
""",
    "an image from below": """
fig, ax = plt.subplots(figsize=(3, 3))
ax.imshow([[0, 1], [2, 3]], origin="lower", extent=(0, 4, 10, 14), vmin=0, vmax=6)
ax.set(xlabel="column", ylabel="row")
""",
    "heights": """
u, v = torch.meshgrid(torch.linspace(-2, 2, 30), torch.linspace(-1, 1, 30), indexing="xy")
fig, ax = plt.subplots()
ax.contour(u, v, u**2 - v, levels=[-0.5, 0.5, 2], colors="#5A6675")
ax.set(title="$u^2 - v$", xlabel="$u$", ylabel=r"$\\alpha_1$")
""",
    "texts": """
fig, ax = plt.subplots()
ax.plot([0, 4], [0, 8])
ax.text(1, 6, "two\\nlines", ha="center", va="center")
ax.text(3, 1, "aslant", rotation=30, color="#C24A00", fontsize=14)
ax.annotate("here", (2, 4), (2.5, 2))
""",
    "two by two": """
fig, axes = plt.subplots(2, 2, figsize=(6, 4))
for i, ax in enumerate(axes.flat):
    ax.plot([0, 10 ** (i + 1)])
    ax.set(title=f"number {i}", ylabel="loss")
axes[1, 0].set_xlabel("step")
""",
    "shared axes": """
fig, axes = plt.subplots(1, 3, sharey=True, figsize=(7, 2.5))
for i, ax in enumerate(axes):
    ax.plot([i, 2 * i, 3])
fig.suptitle("Three runs")
""",
    "own ticks": """
fig, ax = plt.subplots()
ax.plot(range(10))
ax.set_xticks([0, 4, 8], ["none", "half", "all"], rotation=45)
ax.set_yticks([])
ax.tick_params(axis="x", labelsize=7)
""",
    "limits and a grid": """
fig, ax = plt.subplots()
ax.plot([0.13, 0.87], [5, 9])
ax.set(xlim=(0, 1), ylim=(0, None))
ax.grid(True, alpha=0.5)
ax.spines[["top", "right"]].set_visible(True)
""",
    "between two lines": """
fig, ax = plt.subplots()
x = torch.linspace(0, 1, 20)
ax.fill_between(x, x - 0.1, x + 0.1, alpha=0.3, label="spread")
ax.plot(x, x, label="mean")
ax.axvspan(0.2, 0.4, color="#FBDDC6")
ax.legend(loc="upper left", title="runs", ncols=2)
""",
    "a frame and a title that warn": """
fig, ax = plt.subplots(figsize=(1, 1))
ax.imshow([[0, 1], [2, 3]], cmap="gray")
ax.set_title("9", fontsize=9, pad=3, color="#C24A00", fontweight="bold")
for spine in ax.spines.values():
    spine.set(visible=True, color="#C24A00", linewidth=2)
""",
    "gaps": """
plt.figure(figsize=(4, 2))
plt.plot([1, math.nan, 3, 4, math.inf, 2])
plt.title("gaps")
plt.xlabel("step")
plt.ylim(0, 5)
""",
    "subplot by subplot": """
for i in range(2):
    plt.subplot(1, 2, i + 1)
    plt.imshow(torch.eye(4), cmap="gray")
    plt.axis("off")
    plt.title(f"eye {i}")
plt.tight_layout()
""",
    "one value": """
fig, ax = plt.subplots()
ax.plot([5], [7], "o")
""",
    "nothing": "plt.subplots()",
    "whole numbers": """
fig, ax = plt.subplots(figsize=(3, 2))
ax.plot(range(1, 4), [1, 2, 2])
ax.locator_params(axis="x", integer=True)
ax.locator_params(axis="y", nbins=3)
""",
    "a wide legend's place": """
fig, ax = plt.subplots(figsize=(4, 2.5))
for k in range(4):
    ax.plot([0, 1, 2], [k, 3 - k, k], label=f"a line with number {k}")
ax.legend()
""",
    "steps": """
fig, ax = plt.subplots()
ax.step([0, 1, 2, 3], [1, 3, 2, 4], where="post")
ax.hlines(2.5, 0, 3, colors="#5A6675")
""",
}

#: What pages do not draw, by the name that the refusal has.
REFUSED = {
    "Axes.pie": "plt.subplots()[1].pie([1, 2])",
    "matplotlib.pyplot.savefig": "plt.plot([1]); plt.savefig('x.png')",
    "Axes.twinx": "plt.subplots()[1].twinx()",
    "Line2D(dash_capstyle=…)": "plt.plot([1, 2], dash_capstyle='round')",
    "the colour map 'Spectral'": "plt.imshow([[1]], cmap='Spectral')",
    "the scale 'symlog'": "plt.subplots()[1].set_yscale('symlog')",
    "the style 'ggplot'": "plt.style.use('ggplot')",
    "rcParams['axes.axisbelow']": "plt.rcParams['axes.axisbelow'] = True",
    "the marker '$f$'": "plt.plot([1], marker='$f$'); plt.gcf()",
    "\\frac": "plt.title(r'$\\frac{1}{2}$')",
    "Figure.colorbar": "fig, ax = plt.subplots(); fig.colorbar(ax.imshow([[1]]))",
}
