# The verbs of Saleswire. `make` alone lists them; each sets up what it needs first.
.DEFAULT_GOAL := help
.PHONY: help setup demo up down reset status logs test check check-chart fuzz every-page audit faults bench image test-image schemas migrate replay republish lock new-service
MAKEFLAGS += --no-print-directory
SALESWIRE := .venv/bin/saleswire
PYTHON := $(shell for p in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BOOTSTRAP = $(if $(PYTHON),$(PYTHON),$(error no Python >= 3.11 was found. This helps: sudo apt-get install python3)) deploy/local/bootstrap.py

help:
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## virtual environment, locked packages, our own packages; nothing when nothing changed
	@$(BOOTSTRAP)

demo: setup ## start everything, load a small company, take one deal from quote to payment
	@$(SALESWIRE) demo $(ARGS)

up: setup ## start PostgreSQL, Kafka and every service; ARGS=--single-process for a small laptop
	@$(SALESWIRE) up $(ARGS)

down: setup ## stop everything; data stays
	@$(SALESWIRE) down

reset: setup ## stop everything and forget all data
	@$(SALESWIRE) reset

status: setup ## every component, its address, lag, outbox age, last error
	@$(SALESWIRE) status

logs: setup ## the last log lines; S=quotes for one service, ARGS=-f to follow
	@$(SALESWIRE) logs $(S) $(ARGS)

test: setup ## every test that decides whether we may land; ARGS go to pytest
	@$(SALESWIRE) test $(ARGS)

check: setup ## format, lint, types, house rules, generated files
	@$(SALESWIRE) check

check-chart: setup ## the Helm chart: Kubernetes', operators' and our own rules, under every file of values
	@$(SALESWIRE) check-chart

fuzz: setup ## hostile requests as every role in full, about half an hour; ARGS go to pytest
	@SALESWIRE_FUZZ_SECONDS=$${SALESWIRE_FUZZ_SECONDS:-90} $(SALESWIRE) test -q -s tests/hostile/test_fuzz.py $(ARGS)

every-page: setup ## each page of each role, light and dark, with axe, and each paper with veraPDF, about half an hour
	@SALESWIRE_EVERY_PAGE=1 $(SALESWIRE) test -q tests/browser/test_every_page.py tests/browser/test_sections.py \
		tests/browser/test_every_paper.py $(ARGS)

audit: setup ## known vulnerabilities of the locked packages, where PyPI's advisories can be reached
	@.venv/bin/python tests/hostile/audit.py

faults: setup ## break everything under load, 200 kills and more, and the proof that nothing came of it; ARGS=poison for one fault
	@.venv/bin/python -m tests.faults $(ARGS)

bench: setup ## measure a stack of its own; ARGS=--short for at most 7 minutes
	@.venv/bin/python -m benchmarks $(ARGS)

image: setup ## build the one image of all services with podman; ARGS="--base IMAGE" to stand on another
	@$(SALESWIRE) image $(ARGS)

test-image: setup ## start everything from the image, walled off, take one deal to its payment, kill one service; as root
	@$(SALESWIRE) test-image

schemas: setup ## write JSON Schemas, examples, asyncapi.yaml, types for the pages, docs/events.md and docs/features.md
	@$(SALESWIRE) schemas $(ARGS)

migrate: setup ## bring every database to its newest revision; S=quotes for one
	@$(SALESWIRE) migrate $(S) $(ARGS)

replay: setup ## rebuild the projections of a service from the log: S=reporting
	@$(SALESWIRE) replay $(S) $(ARGS)

republish: setup ## send the journals again after Kafka was lost; S=quotes for one service
	@$(SALESWIRE) republish $(S) $(ARGS)

lock: ## write requirements.lock from what our packages ask for; ARGS=--upgrade for newer versions
	@$(BOOTSTRAP) lock $(ARGS)

new-service: setup ## make the folder of a new service: S=warranty
	@$(SALESWIRE) new-service $(S) $(ARGS)
