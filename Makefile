# make site · make show · make serve · make test. Each line below is what runs; nothing is hidden.
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: test-all site serve show test check watch bench requirements clean

# ENGINE=zensical builds it with the second engine.
ENGINE ?= mkdocs
site: .venv/$(if $(filter zensical,$(ENGINE)),test,site).done ## the finished site, in site/
	$(PY) -m macros site $(ENGINE)

show: .venv/site.done          ## what was built, below the path it will have
	$(PY) -m macros show

serve: .venv/site.done         ## a live preview at http://127.0.0.1:8000/; PORT=9000 chooses another port (macros/publish/preview.py)
	$(PY) -m macros serve

check: .venv/site.done         ## every rule, without building
	$(PY) -m macros check

watch: .venv/watch.done        ## what became of the sources, asked of the registries; an issue in Markdown
	$(PY) -m macros watch || test $$? -eq 2 # something was found

test: .venv/test.done          ## every check and every test
	sh tests/chromium.sh
	sh tests/prettier.sh
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache --no-logo
	$(PY) -m pytest -n auto --dist loadgroup -m "not nightly"

test-all: .venv/test.done      ## the same, and what is too slow for every change
	sh tests/chromium.sh
	sh tests/browsers.sh
	$(PY) -m pytest -n auto --dist loadgroup

bench: .venv/test.done         ## how fast it builds, at 1 and 10 times the content
	$(PY) -m bench

# Dependabot reads these options in the heads of the compiled files.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes
requirements: .venv/test.done  ## pin again what requirements*.in ask for
	for name in requirements requirements-watch requirements-dev; do $(PY) -m $(COMPILE) --quiet --upgrade --no-emit-index-url \
	  --custom-compile-command "make requirements ($(COMPILE))" $$name.in -o $$name.txt || exit 1; done

clean:
	rm -rf .venv site .site-* .cache

.venv/site.done: requirements.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements.txt
	sh macros/pango.sh $(PY)
	touch $@

.venv/watch.done: .venv/site.done requirements-watch.txt
	$(PIP) -r requirements-watch.txt
	touch $@

.venv/test.done: .venv/site.done requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	touch $@
