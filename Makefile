# Everything a newcomer needs. `make demo` and `make test` work on a fresh machine with Python 3.11, pip, make and git.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= auto

.PHONY: demo test lint serve letters screenshots journeys dictionary transcripts words weights bench mutants adversary clean

demo: $(VENV)/ready
	$(BIN)/hwb-mailbot demo

test: $(VENV)/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n $(WORKERS)

lint: $(VENV)/ready-for-tests
	$(BIN)/ruff check .
	$(BIN)/mypy

# A store with the sample directory, listening on 127.0.0.1:8025 until Ctrl-C.
serve: $(VENV)/ready
	test -d store/schools || $(BIN)/hwb-mailbot directory import hwb_mailbot/samples/directory
	$(BIN)/hwb-mailbot serve

letters: $(VENV)/ready
	$(BIN)/hwb-mailbot letters preview > docs/letters.md

# The pictures on docs/web.md, from a sample store; needs Debian's chromium. `make screenshots ONLY="queue case"`.
screenshots: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.web.screenshots $(ONLY)

# A Welsh dictionary (LGPL 3) for the test of spelling, where npm is at hand; without it that test is skipped.
dictionary: $(VENV)/ready-for-tests
	mkdir -p $(VENV)/dictionary-cy
	cd $(VENV)/dictionary-cy && npm pack --silent --fetch-timeout=30000 --fetch-retries=1 dictionary-cy@2.0.0 && tar xzf dictionary-cy-2.0.0.tgz

# The table of moves on docs/journeys.md, anew after a change to what is decided.
journeys: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.domain.moves.page

# Everything that is decided in many short stories, anew after a change to what is decided.
transcripts: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.domain.transcripts

# What the reader learns from the labelled mails and answers of the tests, written anew; needs scikit-learn.
weights: $(VENV)/ready-for-learning
	$(BIN)/python -m tests.reading.training
	$(BIN)/python -m tests.reading.learning

# The page of labels and words that the reader knows, anew after a change to hwb_mailbot/reading/vocabulary.
words: $(VENV)/ready
	$(BIN)/hwb-mailbot words > docs/words.md

bench: $(VENV)/ready-for-tests
	$(BIN)/python -m benchmarks.accept
	-$(BIN)/python -m benchmarks.reading
	$(BIN)/python -m benchmarks.end_to_end

# How many small changes of the rules the tests notice (docs/mutants.md): `make mutants`, `make mutants ROOM=trust`,
# `make mutants ROOM=domain SAMPLE=500 SEED=1`; LEFT=1 tries only what no test has noticed yet.
mutants: $(VENV)/ready-for-mutants
	nice -n 19 $(BIN)/python -m benchmarks.mutants $(if $(ROOM),--room $(ROOM)) $(if $(SAMPLE),--sample $(SAMPLE)) \
		$(if $(SEED),--seed $(SEED)) $(if $(LEFT),--left)

# Thirty thousand scripts of forgers and honest people through the program: about an hour.
adversary: $(VENV)/ready-for-tests
	$(BIN)/python -m tests.adversary --scripts 30000 --seed 1 --processes 2

$(VENV)/ready: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m compileall -q hwb_mailbot
	touch $@

$(VENV)/ready-for-tests: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || python3 -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@ $(VENV)/ready

$(VENV)/ready-for-learning: $(VENV)/ready-for-tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,learning]'
	touch $@

$(VENV)/ready-for-mutants: $(VENV)/ready-for-tests
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,mutation]'
	touch $@

clean:
	rm -rf $(VENV) mutants .pytest_cache .mypy_cache .ruff_cache .hypothesis
