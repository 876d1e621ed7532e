# What a reader, an author and CI run. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
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
export PYTHONDONTWRITEBYTECODE := 1

BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check
RUN := $(BIN)/python -m
# As many tests at once as there are cores. Those of a module share what it builds or opens, so
# they stay on one of them. What each took is kept for `make durations`.
PYTEST = $(RUN) pytest --numprocesses logical --dist loadscope --junit-xml _build/tests/$@.xml
UNIT := tests/livenet tests/exercises tests/contracts tests/book tests/chapters tests/repository tests/views
ELSEWHERE := tests/site/test_other_browsers.py
UV := _build/uv/bin/uv
CUDA := cuda-bindings cuda-toolkit nvidia-cudnn-cu13 nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvshmem-cu13 triton
JUDGES := tests/node_modules/.package-lock.json
WEB := web/package.json $(shell find web/engine web/host web/offline web/page web/shared web/widgets web/scripts -type f 2>/dev/null)

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(BIN)/has-book dot web ## set up, execute every chapter, build both editions
	@$(RUN) book.site.build

serve: $(BIN)/has-book ## show the built book on 127.0.0.1 (PORT=8000)
	@$(RUN) book.site.serve $(PORT)

zip: book ## pack the built book into one file that needs no network
	@$(RUN) book.site.archive

publish: $(BIN)/has-book book ## push the built site and its notebooks to branches (REMOTE=origin)
	@$(RUN) book.site.deploy $(REMOTE) $(BRANCHES)

pdf: $(BIN)/has-dev book chromium chinese ## a PDF of each edition, from the built pages
	@$(RUN) book.pdf.printing

watch: $(BIN)/has-dev dot web ## show the book on 127.0.0.1, and each page anew when it is saved (PORT=8000)
	@$(RUN) book.site.watch $(PORT)

gallery: $(BIN)/has-book web ## the seven instruments on 127.0.0.1, without a book, and each view as it is saved (PORT=8000)
	@ANYWIDGET_HMR=1 $(RUN) book.authoring.gallery $(PORT)

new-chapter: $(BIN)/has-book ## a chapter to begin from, in both languages (NAME=10-name)
	@$(RUN) book.authoring.new_chapter $(NAME)

test: lint unit lockstep notebooks site jupyterlab colab ## everything that CI checks

check: lint book chromium $(JUDGES) ## what to run before each commit: a part of make test, in three minutes
	$(PYTEST) -m "not slow" $(UNIT)
	$(PYTEST) -m quick tests/site

durations: $(BIN)/has-dev ## the 25 slowest tests of the last runs
	@$(RUN) tests.tools.durations _build/tests

lint: $(BIN)/has-dev web/node_modules/.package-lock.json ## formatters, linters and type checkers, without changing a file
	@$(MAKE) --no-print-directory --jobs --output-sync=target lint-python lint-types lint-words lint-web

lint-python:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

lint-types:
	$(BIN)/mypy

lint-words:
	$(BIN)/codespell
	$(RUN) book.authoring.chinese_copy
	$(BIN)/zizmor --quiet --offline --strict-collection .github

lint-web:
	cd web && npm run --silent lint && npm run --silent check

format: $(BIN)/has-dev web/node_modules/.package-lock.json ## let the formatters change files
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd web && npm run --silent format

unit: $(BIN)/has-dev dot web chromium ## the packages, the chapters' sources, the views and what is published
	$(PYTEST) $(UNIT) tests/publish
	cd web && npm test --silent

lockstep: $(BIN)/has-dev web chromium ## the engine against torch, in Node.js and in Chromium
	$(PYTEST) tests/lockstep

# nbmake passes over _build; it runs copies and keeps their outputs, which the tests look into and
# the pages show: `make book` after it executes nothing.
notebooks: $(BIN)/has-dev dot ## run every notebook of both editions with nbmake
	rm -rf .executed
	mkdir -p .executed
	cp -r chapters/zh chapters/en .executed
	$(RUN) pytest --numprocesses logical --nbmake --overwrite --nbmake-timeout=300 --junit-xml _build/tests/nbmake.xml .executed
	@$(RUN) book.site.execute .executed/zh
	$(PYTEST) tests/executed

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
	$(PYTEST) --dist load tests/colab

classroom: $(BIN)/has-book dot .hub/has-hub ## readers at once on a JupyterHub here (READERS=8), and what each needs
	.hub/bin/python -m hub.classroom $(READERS)

hub: $(BIN)/has-dev .hub/has-hub ## set up the JupyterHub of make classroom, and try it with two readers
	$(RUN) pytest tests/hub

.hub/has-hub: hub/requirements.txt hub/image.txt constraints.txt hub/node_modules/.package-lock.json
	@test -x .hub/bin/python || $(PYTHON) -m venv .hub
	@.hub/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

.colab/has-colab: tests/colab/requirements.txt
	@echo "Setting up .colab (a few minutes the first time) ..."
	@test -x .colab/bin/python || $(PYTHON) -m venv .colab
	@$(if $(TORCH_INDEX),.colab/bin/pip install --quiet --index-url $(TORCH_INDEX) $$(grep '^torch==' $<))
	@.colab/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

next: .next/has-next ## the book and its tests with what is newest, which requirements-next.txt lets in
	$(MAKE) BIN=.next/bin --old-file=.next/bin/has-book --old-file=.next/bin/has-dev unit lockstep notebooks site

# The pins of requirements.txt hold but for the packages named in requirements-next.txt. Whatever
# those bring along is the newest too, as this folder's constraints.txt is empty.
.next/has-next: requirements-next.txt requirements.txt requirements-dev.txt pyproject.toml $(UV)
	@echo "Setting up .next (a few minutes the first time) ..."
	@test -x .next/bin/python || $(PYTHON) -m venv .next
	@cp requirements.txt requirements-dev.txt .next
	@: > .next/constraints.txt
	@$(UV) pip install --quiet --python .next/bin/python --overrides $< -r .next/requirements-dev.txt \
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

reproducible: $(BIN)/has-book dot web ## build the last commit twice, apart, and compare (executes every chapter twice)
	@$(RUN) book.authoring.reproducible

bench: $(BIN)/has-dev dot web chromium ## build times, and the engine beside its peers and PyTorch
	$(RUN) book.authoring.build_times
	$(PIP) onnx==1.23.2
	npm --prefix bench install --no-save --loglevel=error
	web/node_modules/.bin/tsc --noEmit -p bench
	$(BIN)/python bench/speed.py

# uv would hold on to what constraints.txt says, so that is emptied first. torch is named for every
# system alone, and what its builds with CUDA bring is theirs.
lock: $(UV) ## renew constraints.txt from the newest that the requirements allow
	: > constraints.txt
	$(UV) pip compile --quiet --universal --fork-strategy fewest --python-version 3.11.5 \
	  --no-annotate --custom-compile-command "make lock" \
	  --no-emit-package torch --excludes <(printf '%s\n' $(CUDA)) \
	  --output-file constraints.txt requirements-dev.txt hub/requirements.txt

$(UV):
	@$(PYTHON) -m venv _build/uv
	@_build/uv/bin/pip install --quiet --disable-pip-version-check uv==0.13.9

clean: ## remove what the build made, but not the virtual environment
	rm -rf _build .executed .mypy_cache .pytest_cache .ruff_cache .hypothesis

dot chromium chinese firefox webkit: $(BIN)/has-book
	@$(RUN) book.programs $@

web: web/dist/built ## what makes the pages' widgets live

web/dist/built: web/node_modules/.package-lock.json $(WEB)
	@cd web && npm run --silent build
	@touch $@

# Not `npm ci`: a registry may lack the binaries of other platforms, which npm then leaves out of
# the lock file, and `npm ci` takes that for an error. The versions are those of the lock file.
%/node_modules/.package-lock.json: %/package-lock.json %/.npmrc | $(BIN)/has-book
	@$(RUN) book.programs node
	@cd $* && npm install --no-save --loglevel=error
	@touch $@

$(BIN)/has-book: requirements.txt constraints.txt pyproject.toml
	@echo "Setting up .venv (a few minutes the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(if $(TORCH_INDEX),$(PIP) --index-url $(TORCH_INDEX) $$(grep '^torch==' requirements.txt))
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps --editable .
	@touch $@

$(BIN)/has-dev: $(BIN)/has-book requirements-dev.txt
	@$(PIP) -r requirements-dev.txt
	@touch $@

.PHONY: help book serve zip publish pdf watch gallery new-chapter test check durations lint lint-python lint-types lint-words lint-web format unit lockstep notebooks site elsewhere lighthouse jupyterlab colab classroom hub next linkcheck audit reproducible bench lock clean dot chromium chinese firefox webkit web
