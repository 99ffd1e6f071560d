# Two commands set up everything on a machine with only Python and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test test-slow test-all lint bench validate bluez texts clean
help:           ## what there is
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/: .*## /\t/'

$(VENV)/.demo: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[demo]'
	@touch $@

$(VENV)/.dev: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.demo

demo: $(VENV)/.demo  ## a simulated morning through the virtual wearable; under 45 s, no hardware
	$(BIN)/sitmon demo

test: $(VENV)/.dev  ## the tests, but for the slow ones
	$(BIN)/python -m pytest -n 2 --dist loadfile -m 'not slow' --durations=20 --durations-min=3 $(PYTEST_ARGS)

test-slow: $(VENV)/.dev  ## long lives, soaks, notebooks, browsers
	$(BIN)/python -m pytest -n 2 --dist loadfile -m slow $(PYTEST_ARGS)

test-all: test test-slow  ## the whole test suite

lint: $(VENV)/.dev  ## style, types, import floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev  ## speed, memory and cost, printed as ratios
	$(BIN)/python -m benchmarks

validate: $(VENV)/.dev  ## accuracy on real people, practice, weeks of coaching: what the numbers of the rules rest on
	$(BIN)/python -m validation

bluez: $(VENV)/.dev  ## the daemon against real BlueZ in an emulated machine, fault by fault, then as a service; 8 min, as root on Debian
	$(BIN)/python -m tests.bluez
	$(BIN)/python -m tests.bluez.service

POT := build/sitmon.pot
texts: $(VENV)/.dev  ## gather the texts for translators, and compile what they wrote
	@mkdir -p build
	$(BIN)/pybabel -q extract --no-default-keywords -k Text --add-location file --sort-by-file -o $(POT) monitor
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -w 120 -i $(POT) -d monitor/locale -D sitmon
	$(BIN)/pybabel -q compile -d monitor/locale -D sitmon

clean:          ## remove what the commands above made
	rm -rf $(VENV) .bed .pytest_cache .mypy_cache .ruff_cache .hypothesis
