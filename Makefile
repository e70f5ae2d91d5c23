# The public commands. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help venv needs run test check bench bundle screenshots manual chinese

VENV := .venv
PYTHON := $(VENV)/bin/python
# One stamp per state of the requirements: switching branches back and forth installs nothing twice.
READY := $(VENV)/.ready-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-12)

help: ## List the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

venv: $(READY) ## Make .venv with everything that the product and its tests need

$(READY):
	tools/venv.sh $(VENV)
	@touch $@

run: venv ## Start everything: database, demo data, web on http://127.0.0.1:8000, worker, timetable
	@$(PYTHON) tools/run.py

needs: ## Install the Debian packages that the tests need, where one may
	@tools/needs.sh

check: venv ## Lint, types, layers, templates, migrations, settings, containers, vendored files
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/lint-imports --no-cache
	EMBEDDED=1 $(VENV)/bin/mypy
	$(VENV)/bin/djlint templates --lint --quiet
	$(VENV)/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	cd static/vendor && sha256sum --check --quiet --strict SHA256SUMS
	EMBEDDED=1 $(PYTHON) manage.py makemigrations --check --dry-run
	SECRET_KEY=$$(head -c 48 /dev/urandom | base64 -w0) FIELD_KEYS=k1:$$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n') \
		ALLOWED_HOSTS=hongmen.invalid $(PYTHON) -W error manage.py check --deploy --fail-level WARNING

# Twice: as an embedded installation (SQLite, broker of files), then as a production one
# (PostgreSQL, Redis), which also drives the browser.
test: venv needs ## Run the whole suite
	EMBEDDED=1 $(VENV)/bin/pytest -n 2 --dist worksteal -m "not once" --ignore=tests/browser --ignore=tests/production
	$(PYTHON) -m tests.servers $(VENV)/bin/pytest -n 2 --dist worksteal

# Chromium draws dates in its own language; this package brings Chinese.
chinese:
	@test -e /usr/lib/chromium/locales/zh-CN.pak || tools/needs.sh chromium-l10n

screenshots: venv needs chinese ## Take the pictures of the README from the running product
	$(PYTHON) -m tools.screenshots readme

manual: venv needs chinese ## Take the pictures of the manual from the running product
	$(PYTHON) -m tools.screenshots manual

bundle: venv ## Pack an installation for machines without internet: this commit and its wheels
	tools/bundle.sh $(VENV)

bench: venv needs ## Measure, on PostgreSQL; figures as JSON and a table
	$(PYTHON) -m benchmarks
