# What a reader, an author and CI run. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := $(or $(shell command -v bash 2>/dev/null),$(error The steps of this Makefile are written for bash, which is not installed))
# What makes the environments. One that is named here anew makes them anew.
PYTHON ?= python3
PORT ?= 8000
READERS ?= 8
# Where `make publish` pushes, and which branches; none named means all.
REMOTE ?= origin
BRANCHES ?=
# The address of an index with CPU builds of torch, if the default one brings another build.
TORCH_INDEX ?=

# torch gives the same bits for the same number of threads only.
export OMP_NUM_THREADS := 1
# What a reader has set for a Python and a pip of their own must not reach the book's: other
# packages on the path, no assertions, an installation somewhere else.
unexport $(filter-out PYTHON,$(filter PYTHON%,$(.VARIABLES)))
unexport PIP_CONSTRAINT PIP_DRY_RUN PIP_EDITABLE PIP_NO_DEPS PIP_PREFIX PIP_PYTHON PIP_REQUIREMENT PIP_REQUIRE_HASHES PIP_ROOT PIP_TARGET
export PIP_USER := 0
export PYTHONDONTWRITEBYTECODE := 1
export PYTHONUTF8 := 1
# pip, npm, Jupyter and matplotlib keep files in a home, and some have none that can be written to.
ifneq ($(shell test -d "$$HOME" -a -w "$$HOME" && echo yes),yes)
export HOME := $(CURDIR)/_build/home
endif
# To those who check the book a warning is an error; to those who read it, see book/site/build.py.
check test: export BOOK_STRICT := 1

BIN := .venv/bin
ENVIRONMENTS := .venv .colab .hub .next _build/uv
# Without the line ends of Windows, which bash takes for part of its words.
ENVIRONMENT := bash <(tr -d '\r' < book/environment.sh)
PIP := $(ENVIRONMENT) install $(BIN:/bin=)
RUN := $(BIN)/python -m
SIDE_BY_SIDE = $(MAKE) --no-print-directory --jobs $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# As many tests at once as there are cores; tests/tools/schedule.py tells which stay together, and
# which come first. What each took is kept for `make durations`.
PYTEST = $(RUN) pytest --numprocesses logical --dist loadscope --junit-xml _build/tests/$@.xml
UNIT := tests/livenet tests/exercises tests/contracts tests/book tests/chapters tests/drawing tests/repository tests/views
NOTEBOOKS := --nbmake --overwrite --nbmake-timeout=300 .executed
ELSEWHERE := tests/site/test_other_browsers.py
LINTS := lint-python lint-types lint-words lint-web
UV := _build/uv/bin/uv
CHECKS := dot node git chromium chinese firefox webkit
CUDA := cuda-bindings cuda-toolkit nvidia-cudnn-cu13 nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvshmem-cu13 triton
JUDGES := tests/node_modules/.package-lock.json
WEB := $(shell find web -name node_modules -prune -o -name dist -prune -o -type f -print 2>/dev/null)

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: writable dot node $(BIN)/has-book web ## set up, execute every chapter, build both editions
	@$(RUN) book.site.build

serve: $(BIN)/has-book ## show the built book on 127.0.0.1 (PORT=8000)
	@$(RUN) book.site.serve $(PORT)

zip: book ## pack the built book into one file that needs no network
	@$(RUN) book.site.archive

publish: git $(BIN)/has-book book ## push the built site and its notebooks to branches (REMOTE=origin)
	@$(RUN) book.site.deploy $(REMOTE) $(BRANCHES)

pdf: $(BIN)/has-dev book chromium chinese ## a PDF of each edition, from the built pages
	@$(RUN) book.pdf.printing

watch: writable dot node $(BIN)/has-dev web ## show the book on 127.0.0.1, and each page anew when it is saved (PORT=8000)
	@$(RUN) book.site.watch $(PORT)

gallery: writable node $(BIN)/has-book web ## the eight instruments on 127.0.0.1, without a book, and each view as it is saved (PORT=8000)
	@ANYWIDGET_HMR=1 $(RUN) book.authoring.gallery $(PORT)

new-chapter: $(BIN)/has-book ## a chapter to begin from, in both languages (NAME=10-name)
	@$(RUN) book.authoring.new_chapter $(NAME)

# The targets that follow, in two runs of pytest: each start of it and each end, when one core has
# nothing left to do, take as long as many tests.
test: git dot node chromium chinese ready from-source from-book ## everything that CI checks

# What runs on one core, or waits for the network or the disk, stands beside others of its kind.
ready:
	@+$(SIDE_BY_SIDE) $(BIN)/has-dev .colab/has-colab $(JUDGES) $(LINTS) vitest

check: lint book chromium $(JUDGES) ## what to run before each commit: a part of make test, in three minutes
	$(PYTEST) -m "not slow" $(UNIT)
	$(PYTEST) -m quick tests/site

durations: $(BIN)/has-dev ## the 25 slowest tests of the last runs
	@$(RUN) tests.tools.durations _build/tests

lint: $(BIN)/has-dev ## formatters, linters and type checkers, without changing a file
	@+$(SIDE_BY_SIDE) $(LINTS)

lint-python lint-types lint-words: $(BIN)/has-dev

lint-python:
	$(RUN) ruff format --check .
	$(RUN) ruff check .

lint-types:
	$(RUN) mypy

lint-words:
	$(RUN) codespell_lib
	$(RUN) book.authoring.chinese_copy
	$(BIN)/zizmor --quiet --offline --strict-collection .github

lint-web: web/node_modules/.package-lock.json
	cd web && npm run --silent lint && npm run --silent check

format: $(BIN)/has-dev web/node_modules/.package-lock.json ## let the formatters change files
	$(RUN) ruff format .
	$(RUN) ruff check --fix .
	cd web && npm run --silent format

unit: git $(BIN)/has-dev dot web chromium vitest ## the packages, the chapters' sources, the views and what is published
	$(PYTEST) $(UNIT) tests/publish

vitest: web
	cd web && npm test --silent

lockstep: $(BIN)/has-dev web chromium ## the engine against torch, in Node.js and in Chromium
	$(PYTEST) tests/lockstep tests/aten

# nbmake passes over _build; it runs copies and keeps their outputs, which the tests look into and
# the pages show: `make book` after it executes nothing.
copies:
	rm -rf .executed
	mkdir -p .executed
	cp -r chapters/zh chapters/en .executed

notebooks: $(BIN)/has-dev dot copies ## run every notebook of both editions with nbmake
	$(PYTEST) $(NOTEBOOKS)
	@$(RUN) book.site.execute .executed/zh
	$(RUN) pytest --numprocesses logical tests/executed

# What real torch prints comes from the executed chapters that the book shows.
page: $(BIN)/has-dev book ## cells and exercises of all chapters in the Python of the pages, beside torch
	@rm -rf _build/page/results
	@$(PYTEST) tests/page; status=$$?; $(RUN) tests.page.summary; exit $$status

site: $(BIN)/has-dev book chromium chinese $(JUDGES) ## the built pages, in Chromium
	$(PYTEST) tests/site --ignore $(ELSEWHERE)

elsewhere: $(BIN)/has-dev book chromium firefox webkit $(JUDGES) ## the built pages, in Firefox and WebKit
	$(PYTEST) $(ELSEWHERE)

lighthouse: $(BIN)/has-dev book chromium $(JUDGES) ## what Lighthouse says of every chapter (half an hour)
	$(RUN) tests.site.lighthouse

jupyterlab: $(BIN)/has-dev dot web chromium ## the instruments in a real JupyterLab
	$(PYTEST) tests/lab

# livenet comes from the built site, as a reader of Colab installs it.
colab: $(BIN)/has-dev book .colab/has-colab ## every published notebook under Colab's versions
	$(PYTEST) tests/colab

# The English twins, whose code is the same, are run by nbmake under Colab's versions: tests/colab.
from-source: git $(BIN)/has-dev dot web chromium copies
	@rm -r .executed/en
	$(PYTEST) $(UNIT) tests/publish tests/lockstep tests/aten tests/lab $(NOTEBOOKS)
	@$(RUN) book.site.execute .executed/zh

from-book: $(BIN)/has-dev book chromium chinese $(JUDGES) .colab/has-colab
	@rm -rf _build/page/results
	@$(PYTEST) tests/executed tests/page tests/site tests/colab --ignore $(ELSEWHERE); status=$$?; $(RUN) tests.page.summary; exit $$status

classroom: git $(BIN)/has-book dot .hub/has-hub ## readers at once on a JupyterHub here (READERS=8), and what each needs
	.hub/bin/python -m hub.classroom $(READERS)

hub: git $(BIN)/has-dev .hub/has-hub ## set up the JupyterHub of make classroom, and try it with two readers
	$(RUN) pytest tests/hub

.hub/has-hub: .hub/pyvenv.cfg hub/requirements.txt hub/image.txt constraints.txt hub/node_modules/.package-lock.json
	@$(ENVIRONMENT) install .hub -r hub/requirements.txt
	@touch $@

# After .venv, which lends it torch; what checks types needs .venv, and runs beside.
.colab/has-colab: .colab/pyvenv.cfg tests/colab/requirements.txt | $(BIN)/has-dev
	@echo "Setting up .colab (a few minutes the first time) ..."
	@$(BIN)/python -I tests/colab/lend.py
	@$(if $(TORCH_INDEX),$(ENVIRONMENT) install .colab --index-url $(TORCH_INDEX) $(call TORCH,tests/colab/requirements.txt))
	@$(ENVIRONMENT) install .colab -r tests/colab/requirements.txt
	@touch $@

next: .next/has-next ## the book and its tests with what is newest, which requirements-next.txt lets in
	$(MAKE) BIN=.next/bin --old-file=.next/bin/has-book --old-file=.next/bin/has-dev unit lockstep notebooks site

# The pins of requirements.txt hold but for the packages named in requirements-next.txt. Whatever
# those bring along is the newest too, as this folder's constraints.txt is empty.
.next/has-next: .next/pyvenv.cfg requirements-next.txt requirements.txt requirements-dev.txt pyproject.toml $(UV)
	@echo "Setting up .next (a few minutes the first time) ..."
	@cp requirements.txt requirements-dev.txt .next
	@: > .next/constraints.txt
	@$(UV) pip install --quiet --python .next/bin/python --overrides requirements-next.txt -r .next/requirements-dev.txt \
	  $(if $(TORCH_INDEX),--index $(TORCH_INDEX) --index-strategy unsafe-best-match)
	@$(UV) pip install --quiet --python .next/bin/python --no-deps --editable .
	@touch $@

linkcheck: $(BIN)/has-book dot web ## whether the addresses that chapters name answer (asks them)
	@$(RUN) book.site.build linkcheck

audit: $(BIN)/has-dev web/node_modules/.package-lock.json $(JUDGES) ## whether a flaw is known of a pinned package (asks)
	$(PIP) pip-audit==2.10.1
	$(RUN) pip_audit --strict --no-deps --disable-pip -r requirements-dev.txt -r constraints.txt
	npm --prefix web audit
	npm --prefix tests audit

reproducible: git $(BIN)/has-book dot web ## build the last commit twice, apart, and compare (executes every chapter twice)
	@$(RUN) book.authoring.reproducible

bench: $(BIN)/has-dev dot book chromium ## build times; cells on a page and the engine with its peers, beside PyTorch; frames of pages that train
	$(RUN) book.authoring.build_times
	$(PIP) onnx==1.23.2
	npm --prefix bench install --no-save --loglevel=error
	web/node_modules/.bin/tsc --noEmit -p bench
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/cells.py --epoch
	$(BIN)/python bench/frames.py

# uv would hold on to what constraints.txt says, so that is emptied first. torch is named for every
# system alone, and what its builds with CUDA bring is theirs.
lock: $(UV) ## renew constraints.txt from the newest that the requirements allow
	: > constraints.txt
	$(UV) pip compile --quiet --universal --fork-strategy fewest --python-version 3.11.5 \
	  --no-annotate --custom-compile-command "make lock" \
	  --no-emit-package torch --excludes <(printf '%s\n' $(CUDA)) \
	  --output-file constraints.txt requirements-dev.txt hub/requirements.txt

$(UV): _build/uv/pyvenv.cfg
	@$(ENVIRONMENT) install _build/uv uv==0.13.9
	@touch $@

clean: ## remove what the build made, but not the virtual environment
	rm -rf _build .executed .mypy_cache .pytest_cache .ruff_cache .hypothesis

# These need no package, so that what is missing is said before minutes are spent on packages.
$(CHECKS): $(BIN:/bin=)/pyvenv.cfg
	@$(BIN)/python -I book/programs.py $@

writable:
	@$(ENVIRONMENT) writable . .venv _build web/dist web/node_modules

web: web/dist/built ## what makes the pages' widgets live

web/dist/built: web/node_modules/.package-lock.json $(WEB)
	@cd web && npm run --silent build
	@touch $@

# Looked at each time, and made again where something of it is missing or is another machine's. Not
# `npm ci`: a registry may lack the binaries of other platforms, which npm then leaves out of the
# lock file, and `npm ci` takes that for an error. The versions are those of the lock file.
%/node_modules/.package-lock.json: %/package-lock.json %/.npmrc ALWAYS | node
	@$(BIN)/python -I book/node_modules.py $* || \
	  { cd $* && npm install --no-save --loglevel=error && touch node_modules/.package-lock.json; } || \
	  { echo "npm could not install what $*/package.json names, and says why above: mind the network, then try again." >&2; exit 1; }

# An environment is looked at each time, and made where it does not work.
$(ENVIRONMENTS:=/pyvenv.cfg): %/pyvenv.cfg: ALWAYS
	@$(ENVIRONMENT) see-to $* '$(PYTHON)' $(if $(filter-out file,$(origin PYTHON)),asked)

TORCH = $$(grep '^torch==' $(1) | tr -d '\r')
$(BIN)/has-book: $(BIN:/bin=)/pyvenv.cfg requirements.txt constraints.txt pyproject.toml
	@echo "Setting up $(BIN:/bin=) (a few minutes the first time) ..."
	@$(if $(TORCH_INDEX),$(PIP) --index-url $(TORCH_INDEX) $(call TORCH,requirements.txt))
	@$(PIP) -r requirements.txt
	@$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(BIN)/has-dev: $(BIN)/has-book requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@

.PHONY: ALWAYS help book serve zip publish pdf watch gallery new-chapter test ready copies from-source from-book check durations lint $(LINTS) format unit vitest lockstep notebooks page site elsewhere lighthouse jupyterlab colab classroom hub next linkcheck audit reproducible bench lock clean writable web $(CHECKS)
