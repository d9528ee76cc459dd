# The habits of the project; `make help` lists them. Every target can be run again at any time.

SCENARIO ?= Scenarios/vastra-gotaland/adopted-pledges.yaml
WORKLOADS ?=

# Debian's packages, in one place: what a run needs, and what the tests need besides.
RUN_PACKAGES := libglpk-dev libopenblas-dev liblapacke-dev libsqlite3-dev libxlsxwriter-dev nettle-dev pkg-config python3-venv zlib1g-dev
TEST_PACKAGES := chromium fonts-dejavu gdal-bin poppler-utils

UTSIKT := .build/release/utsikt
PYTHON := .venv/bin/python
VEGA := Sources/ReportWriter/Resources/Vega/vega.js
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
# A first build takes minutes and shows how far it is; later ones only speak when something is wrong.
QUIET = $(if $(wildcard $(UTSIKT)),--quiet)

# $(call install,PACKAGES) installs those of Debian's packages that are missing.
define install
@missing=$$(for name in $(1); do \
  dpkg-query --show --showformat='$${db:Status-Status}' $$name 2>/dev/null | grep -q '^installed$$' || echo $$name; \
done); \
if [ -n "$$missing" ]; then \
  command -v apt-get >/dev/null || { echo "these packages of Debian are missing:" $$missing >&2; exit 2; }; \
  echo "installing" $$missing >&2; \
  $(SUDO) apt-get update -qq; \
  $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $$missing >/dev/null; \
fi
endef

.PHONY: help run test bench kill fuzz mutants sanitize packages test-packages
.DELETE_ON_ERROR:

help:
	@echo "make run    install what is missing, build, run a scenario and say where the report lies"
	@echo "            SCENARIO=FILE runs another one"
	@echo "make test   install what is missing and run all tests"
	@echo "make bench  install what is missing and time the engine against NumPy and the machine's limits, in one table"
	@echo "            WORKLOADS='county nation' times only these"
	@echo "make kill   kill run and report 220 times at random moments and look at what they leave"
	@echo "make fuzz   read more than a million mutated scenarios, tables and results"
	@echo "            THOUSANDS=N reads N thousand of the quickest kind instead of 350"
	@echo "make mutants   put mistakes into a copy of the engine and see that a test notices each"
	@echo "make sanitize  run the Swift tests under the address and the thread sanitizer"
	@echo "            TESTS=PATTERN runs only those whose names match"
	@echo "make help   this list"

run: packages $(VEGA)
	@swift build -c release --product utsikt $(QUIET)
	@$(UTSIKT) run $(SCENARIO)

test: packages test-packages $(VEGA) .venv/.test
	swift build -c release --build-tests
	swift test -c release --skip-build
	$(PYTHON) -m pytest -q -p no:cacheprovider Tests

bench: packages test-packages $(VEGA) .venv/.test
	@swift build -c release --product utsikt $(QUIET)
	@$(PYTHON) Tests/Peers/bench.py $(WORKLOADS)

kill: packages $(VEGA) .venv/.test
	@swift build -c release --product utsikt $(QUIET)
	@UTSIKT_KILLS=55 $(PYTHON) -m pytest -q -s -p no:cacheprovider Tests/UtsiktCommandsTests/test_interruption.py

# Thousands of texts for the fastest readers; slower ones get fewer.
fuzz: packages
	@swift build -c release --build-tests --quiet
	@UTSIKT_FUZZ=$(or $(THOUSANDS),350) swift test -c release --skip-build --filter FuzzTests

mutants: packages
	@python3 .ci/mutants.py

# Foundation's and the test runner's own allocations live as long as the program.
sanitize: packages $(VEGA)
	@for kind in address thread; do \
	  ASAN_OPTIONS=detect_leaks=0 TSAN_OPTIONS=halt_on_error=1 \
	  swift test -c release --sanitize=$$kind --scratch-path .build-$$kind $(if $(TESTS),--filter '$(TESTS)') || exit 1; \
	done

packages:
	@command -v swift >/dev/null || { echo "swift 6.3 or later is missing; see https://www.swift.org/install" >&2; exit 2; }
	$(call install,$(RUN_PACKAGES))

test-packages: packages
	$(call install,$(TEST_PACKAGES))

$(VEGA): .ci/fetch-vega.py .venv/.run
	@$(PYTHON) $<
	@touch $@

# The environment for Python; the marks tell make which requirements are in it.
.venv/.run: .ci/requirements.txt | packages
	@test -x $(PYTHON) || python3 -m venv .venv
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

.venv/.test: Tests/requirements.txt .venv/.run
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@
