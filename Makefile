# Careerguide. `make` alone lists what there is to do; README.md says more.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2

VENV = .venv
PY = $(VENV)/bin/python
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
UV_COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

# What the site looks like to the outside where it is not on the internet.
LIKE_PRODUCTION = DEBUG=off HTTPS=on ALLOWED_HOSTS=careerguide.example SITE_URL=https://careerguide.example \
	DATABASE_URL=sqlite://:memory: SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')

.PHONY: help run serve staff test lint check content dump export backup restore lock screenshots bench bench-steady bench-import cluster clean

help: ## list what there is to do
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' Makefile

# On HOST=0.0.0.0 the site answers to every name and address of this machine.
run: $(VENV)/.installed .env ## start the site at http://127.0.0.1:8000 (HOST=, PORT=, DATABASE_URL=, DEBUG=on)
	@hosts='localhost,127.0.0.1,[::1],$(HOST)'; shown='$(HOST)'; \
	case '$(HOST)' in 0.0.0.0|'[::]') \
		shown=$$(hostname); hosts="$$hosts,$$(hostname),$$(hostname -f 2>/dev/null || hostname)"; \
		for address in $$(hostname -I); do \
			case $$address in *:*) address="[$$address]";; esac; hosts="$$hosts,$$address"; \
		done;; \
	esac; \
	export HTTPS="$${HTTPS:-off}" ALLOWED_HOSTS="$${ALLOWED_HOSTS:-$$hosts}" \
		SITE_URL="$${SITE_URL:-http://$$shown:$(PORT)}" DJANGO_RUNSERVER_HIDE_WARNING=true; \
	$(PY) manage.py migrate --verbosity 0 && $(PY) manage.py load_content --if-empty && \
	echo "Careerguide is at http://$$shown:$(PORT)/ (Ctrl-C stops it)." && \
	$(PY) manage.py runserver '$(HOST):$(PORT)'

# Two threads in each process: one sends kept pages while the other makes one or waits for the database.
# A second server would share the port of the first without a word, and each would have some of the readers.
serve: $(VENV)/.installed ## start the site for the internet; needs SECRET_KEY and ALLOWED_HOSTS (WORKERS=, .env.example)
	@if $(PY) -c 'import socket; socket.create_connection(("$(HOST)", $(PORT)), 2)' 2>/dev/null; then \
		echo 'Something answers on port $(PORT) already: stop it, or choose another one, such as PORT=8001.' >&2; exit 1; fi
	@export COLLECTED_STATIC=on MALLOC_ARENA_MAX=1; \
	$(PY) manage.py collectstatic --no-input --verbosity 0 && \
	$(PY) manage.py migrate --verbosity 0 && $(PY) manage.py load_content --if-empty && \
	export PROMETHEUS_MULTIPROC_DIR="$${PROMETHEUS_MULTIPROC_DIR:-$$(mktemp -d)}" && \
	exec $(VENV)/bin/granian --interface wsgi --host '$(HOST)' --port '$(PORT)' --workers '$(WORKERS)' \
		--blocking-threads 2 --no-ws --workers-kill-timeout 30 --respawn-failed-workers --respawn-interval 0.5 \
		$$(if [ "$$LOG_FORMAT" = json ] || grep -qs '^LOG_FORMAT=json' .env; then echo --log-config careerguide/server_log.json; fi) \
		careerguide.wsgi:application

staff: $(VENV)/.installed .env ## create an account for /admin/, asking for name and password
	@$(PY) manage.py migrate --verbosity 0 && $(PY) manage.py createsuperuser

# Who is done takes over from the other: the tests in the browser stand together, and take as long as all others.
PYTEST = $(PY) -m pytest -n 2 --dist worksteal
# Read files, draw, or look at pages once more that other tests have had made: no database makes a difference to them.
SAME_ON_POSTGRES = browser content_checks static_site templatetags \
	test_architecture.py test_benchmarks.py test_docs.py test_links.py test_markdown.py test_public_urls.py

test: $(VENV)/.installed-dev ## run all tests on SQLite, then those that could differ on PostgreSQL (ARGS="-k words" chooses some)
	@echo 'On SQLite, with the browser tests:'
	@DATABASE_URL= $(PYTEST) $(ARGS)
	@echo 'On PostgreSQL, what could go another way there:'
	@$(PY) -m tests.postgres $(PYTEST) $(addprefix --ignore tests/,$(SAME_ON_POSTGRES)) $(ARGS)

lint: $(VENV)/.installed-dev ## format the code and repair what ruff can
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

check: $(VENV)/.installed-dev ## lint, migrations, security settings, templates, content, locks
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint templates --lint --quiet
	@echo manage.py makemigrations, check --deploy, check_content
	@$(LIKE_PRODUCTION) $(PY) manage.py makemigrations --check --dry-run
	@$(LIKE_PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING
	@$(LIKE_PRODUCTION) $(PY) manage.py check_content
	# What the locks installed satisfies the ranges, and no lock names an index.
	$(PY) -m pip install --quiet --disable-pip-version-check --no-index --dry-run -r requirements-dev.in
	$(PY) -m pip check
	! grep -nE '://|^ *(-i|-f|--index-url|--extra-index-url|--find-links)\b' requirements.txt requirements-dev.txt requirements-bench.txt

content: $(VENV)/.installed .env ## load the files of fixtures/ into the database (ARGS=--overwrite loses edits by staff)
	@$(PY) manage.py migrate --verbosity 0 && $(PY) manage.py load_content $(ARGS)

dump: $(VENV)/.installed .env ## write the content of the database to fixtures/
	@$(PY) manage.py dump_content

export: $(VENV)/.installed .env ## write the public site as files into DIR= (ARGS="--best --live-site https://…")
	@export COLLECTED_STATIC=on; $(PY) manage.py collectstatic --no-input --verbosity 0 && \
	$(PY) manage.py export_site '$(or $(DIR),$(error Name the folder: make export DIR=/var/www/guide))' $(ARGS)

backup: $(VENV)/.installed .env ## keep the whole site in the new file FILE=, also while it runs
	@$(PY) manage.py backup '$(or $(FILE),$(error Name the new file: make backup FILE=guide.backup.zip))'

restore: $(VENV)/.installed .env ## put the backup FILE= into an empty site (DATABASE_URL=)
	@$(PY) manage.py migrate --verbosity 0 && $(PY) manage.py restore '$(or $(FILE),$(error Name the backup: make restore FILE=guide.backup.zip))'

screenshots: $(VENV)/.installed-dev ## make the pictures of docs/editing.md anew; needs Chromium
	@$(PY) tools/screenshots.py

bench: $(VENV)/.installed-bench ## measure the site, its peers and its targets (ARGS="--roles 38 --seconds 2" for a quick run)
	@$(PY) -m benchmarks $(ARGS)

bench-steady: $(VENV)/.installed-bench ## read and edit the site for an hour and watch its memory (ARGS="--minutes 2")
	@$(PY) -m benchmarks.steady $(ARGS)

bench-import: $(VENV)/.installed ## import FILE= into a database of its own; compare with EXPECT=, print seconds and megabytes
	@$(PY) benchmarks/import_acceptance.py '$(FILE)' $(if $(EXPECT),--expect '$(EXPECT)')

cluster: $(VENV)/.installed ## start PostgreSQL, Redis, two hosts and nginx on this machine, try what they stand, take them down
	@$(PY) -m benchmarks.cluster $(ARGS)

lock: $(VENV)/.installed-dev ## compile the locks from the .in files (ARGS=--upgrade takes new releases)
	@$(UV_COMPILE) $(ARGS) --output-file requirements.txt requirements.in
	@$(UV_COMPILE) $(ARGS) --output-file requirements-dev.txt requirements-dev.in
	@$(UV_COMPILE) $(ARGS) --constraint requirements.txt --output-file requirements-bench.txt requirements-bench.in

clean: ## remove what the other targets made, except the database and .env
	@rm -rf $(VENV) staticfiles .pytest_cache .hypothesis .ruff_cache
	@find careerguide tests -name __pycache__ -prune -exec rm -rf {} +

# Debian parts Python from ensurepip: without it, pip comes from Debian's package of its wheel, unpacked for this
# environment alone.
$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Careerguide needs Python 3.11 or newer: install it, or name it with PYTHON=python3.11.' >&2; exit 1; }
	@if $(PYTHON) -c 'import ensurepip.__main__' 2>/dev/null; then $(PYTHON) -m venv $(VENV); else \
		echo 'Fetching pip as a Debian package, because ensurepip is not installed.'; \
		$(PYTHON) -m venv --without-pip $(VENV) && cd $(VENV) && \
		{ apt-get download -qq python3-pip-whl 2>/dev/null || \
			{ apt-get update -qq && apt-get download -qq python3-pip-whl; } 2>/dev/null; } && \
		dpkg-deb --extract python3-pip-whl*.deb debian && \
		wheel=$$(echo debian/usr/share/python-wheels/pip-*.whl) && \
		bin/python "$$wheel/pip" install --quiet --disable-pip-version-check --no-index "$$wheel" && \
		rm -r debian python3-pip-whl*.deb || \
		{ echo 'Python lacks ensurepip: run “apt install python3-venv” as root, then make again.' >&2; exit 1; }; \
	fi
	@touch $@

$(VENV)/.installed: requirements.txt $(VENV)/.created
	@echo 'Installing what the site needs …'
	@$(PIP_INSTALL) --requirement requirements.txt && touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.created
	@echo 'Installing what the tests need …'
	@$(PIP_INSTALL) --requirement requirements-dev.txt && touch $@

$(VENV)/.installed-bench: requirements-bench.txt $(VENV)/.created
	@echo 'Installing what the benchmark needs …'
	@$(PIP_INSTALL) --requirement requirements-bench.txt && touch $@

# Settings of this machine; .env.example lists them all. Never written twice.
.env:
	@umask 077 && $(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50))' > .env.new && \
		echo 'ALLOWED_HOSTS=localhost,127.0.0.1,[::1]' >> .env.new && mv .env.new .env
