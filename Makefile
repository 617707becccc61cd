# `make run` and `make test` work from a bare clone with Python 3.11 or later, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
PIP := -m pip install --quiet --disable-pip-version-check --require-hashes
# Where the environment says so, each of some fifty processes would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: alarms audit proxies sandbox image machine fuzz run test test-long quick bench search search-quality understanding spread lint format lock sbom catalogues diagram story golden pictures office proofread demo-telegram simulation mutants faults crash canary limits soak conservation workers rotation clean

run: .venv/run.stamp
	@$(BIN)/objecteur

test: .venv/test.stamp .venv-synapse/stamp tests/real/strict/node_modules/.stamp
	$(BIN)/python -m pytest -n 3 --dist loadgroup -m "not long" --durations=10

# What is long or statistical: the soak, crash points, lives by the dozen, whole lists, faults, limits, a whole story.
test-long: .venv/test.stamp .venv-synapse/stamp tests/real/strict/node_modules/.stamp
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m long --durations=10

# The inner loop: the case, its deadlines and letters, what is rendered and read, few examples of each law. 20 s.
quick: .venv/test.stamp
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest -q -n 2 --dist loadgroup -m "not long" tests/core/case tests/core/letters \
	  tests/core/ports tests/render/test_render.py tests/render/test_split.py tests/render/test_markup.py \
	  tests/content/test_catalogues.py tests/content/test_catalogue_keys.py tests/test_exhaustive.py tests/test_house.py

lint: .venv/test.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/test.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Give every catalogue the entries and the order of the French one.
catalogues: .venv/test.stamp
	$(BIN)/python locales/update.py

# docs/conversation.md from the code; docs/pictures/ from the running bot (needs Chromium).
diagram: .venv/run.stamp
	$(BIN)/python docs/draw.py

# docs/story.md from the terminal, docs/transcript-*.txt from Telegram and Matrix.
story: .venv/test.stamp .venv-synapse/stamp tests/real/strict/node_modules/.stamp
	$(BIN)/python -m tests.real.tell_story

# The expected letters and transcripts, anew: read the difference before you commit it.
golden: .venv/test.stamp
	UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/core/letters/test_letters.py tests/campaigns/test_every_campaign.py tests/transcripts tests/content/test_prepared.py

pictures: .venv/test.stamp .venv-synapse/stamp tests/real/strict/node_modules/.stamp
	$(BIN)/python -m tests.real.pictures

# What LibreOffice makes of every DOCX and ODT letter (needs soffice and pdftotext).
office: .venv/test.stamp
	$(BIN)/python -m tests.office

# Grammar and spelling of every French text (needs Debian's grammalecte-cli).
proofread: .venv/test.stamp
	@$(BIN)/python -m tests.proofread

# A Telegram of this machine's own, the bot, and you: no account, nothing leaves.
demo-telegram: .venv/test.stamp
	@$(BIN)/python -m tests.real.demo_telegram

# What `make test` draws with a fixed seed, drawn anew, and thirty times as much of it.
search: .venv/test.stamp
	HYPOTHESIS_PROFILE=search $(BIN)/python -m pytest -n 2 tests/core tests/render tests/content

# The model that reads sentences, trained anew from locales/*/said; and how much of the working list it understands.
understanding: .venv/test.stamp
	@$(BIN)/python -m tests.understanding
	@$(BIN)/python -m tests.understanding.measure list-a

# How much of what is understood hangs on a few examples: five models, each without another hundredth of them.
spread: .venv/test.stamp
	@$(BIN)/python -m tests.understanding.spread

# How good the search for a caisse is, and what it misses: docs/search.md says what counts.
search-quality: .venv/test.stamp
	@$(BIN)/python -m tests.core.directory.search_quality

# Whole lives of cases from seeds; and forty planted mistakes that it must find.
simulation: .venv/test.stamp
	$(BIN)/python -m tests.simulation

mutants: .venv/test.stamp
	$(BIN)/python -m tests.simulation.mutants

# docs/faults.md: every way in which a network fails, on both networks, with what the bot made of it.
faults: .venv/test.stamp .venv-synapse/stamp
	@$(BIN)/python -m tests.real.faulty --day "$$(date +%F)" --machine "$$(nproc) cores, $$(uname -sm)"

# kill -9 at every boundary of the journey, on each network and each database.
crash: .venv/test.stamp .venv-synapse/stamp
	$(BIN)/python -m tests.crash

# Somebody unmistakable lives journeys on both networks while statements break; then nothing of them is anywhere.
canary: .venv/test.stamp .venv-synapse/stamp
	$(BIN)/python -m tests.canary

# docs/performance.md: how fast the bot is, beside the bots that everybody writes; a quarter of an hour.
bench: .venv/test.stamp .venv-synapse/stamp
	@$(BIN)/python -m tests.bench --day "$$(date +%F)" --machine "$$(nproc) cores, $$(uname -sm)"

# The alarms of deploy/prometheus sound for what they are meant for; the dashboard's expressions can be read.
alarms: .venv/test.stamp
	@$(BIN)/python -m tests.deploy.alerts

# Senseless inputs for whatever takes what strangers send, and for the readers of files; on this machine alone.
fuzz: .venv/test.stamp
	@$(BIN)/python -W ignore -m tests.fuzz --minutes $${FUZZ_MINUTES:-30} $${FUZZ_SEED:+--seed $$FUZZ_SEED}

# How much of the machine the unit leaves to whoever breaks into the bot: at most 1.1 of 10 (needs systemd-analyze).
sandbox:
	@systemd-analyze security --offline=true --no-pager --threshold=11 deploy/objecteur.service

# The container of deploy/ is built on a base of Debian's packages, and talked to (needs root, mmdebstrap, podman, runc).
image: .venv/test.stamp
	@$(BIN)/python -m tests.deploy.image

# The unit of deploy/ under a systemd of its own, talked to and looked at (needs root, mmdebstrap, systemd-container).
machine: .venv/test.stamp
	@$(BIN)/python -m tests.deploy.machine

# nginx and Caddy by the files of deploy/, before the bot on its Unix socket (needs root, nginx-light, caddy).
proxies: .venv/test.stamp
	@$(BIN)/python -m tests.deploy.proxies

# A public homeserver's limits: forty answers due at once, before two hundred reminders.
limits: .venv/test.stamp .venv-synapse/stamp
	@$(BIN)/python -m tests.real.limits

# Half an hour of 200 people on both networks; and 10,000 sends of which Telegram answers 99 %: docs/soak.md.
soak: .venv/test.stamp .venv-synapse/stamp
	@$(BIN)/python -m tests.real.soak --minutes $${SOAK_MINUTES:-30}

conservation: .venv/test.stamp
	@$(BIN)/python -m tests.real.soak.conservation

# Four workers on one PostgreSQL under load, one of them killed (-9) fifty times: some minutes.
workers: .venv/test.stamp
	@$(BIN)/python -m tests.real.several

# The keys of 100,000 people on PostgreSQL (`--sqlite`: on SQLite) are rotated under conversation, killed twice.
rotation: .venv/test.stamp
	@$(BIN)/python -m tests.real.rotation

# What runs, as a bill of materials for others' tools: dist/objecteur.cdx.json.
sbom: .venv/test.stamp
	@$(BIN)/python -m tests.supply

# The list of known holes is asked about all that runs; needs the network (api.osv.dev, the package index): 1 is a hole,
# 2 that it was not asked.
audit: .venv/test.stamp
	@$(BIN)/python -m tests.supply.audit

# Wheels only: to build a source archive is to run what nobody pinned.
lock: .venv/test.stamp
	for name in run build test synapse; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header --upgrade \
	    --only-binary :all: --emit-build-options \
	    requirements/$$name.in --output-file requirements/$$name.txt || exit 1; done

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Objecteur needs Python 3.11 or later: make PYTHON=/path/to/python3.11")'
	@echo "Objecteur: preparing .venv (once, about half a minute)…" >&2
	@$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements/run.txt requirements/build.txt pyproject.toml
	@$(BIN)/python $(PIP) -r requirements/build.txt
	@$(BIN)/python $(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements/test.txt
	@$(BIN)/python $(PIP) -r requirements/test.txt
	@touch $@

.venv-synapse/stamp: requirements/synapse.txt
	@$(PYTHON) -m venv .venv-synapse
	@.venv-synapse/bin/python $(PIP) -r requirements/synapse.txt
	@touch $@

tests/real/strict/node_modules/.stamp: .venv/test.stamp tests/real/strict/package.json tests/real/strict/package-lock.json
	cd tests/real/strict && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund
	@touch $@

clean:
	rm -rf .venv .venv-synapse build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis tests/real/strict/node_modules
