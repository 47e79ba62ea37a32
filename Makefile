# Veza's two commands are `make run` and `make test`; everything else serves them.
PRESET ?= release
BUILD  := build/$(PRESET)
JOBS   ?= $(shell nproc)
# Most tests wait for a server, a clock or a disk half of their time.
TESTS  ?= $(shell echo $$(($(JOBS) + 1)))
LISTEN ?= 127.0.0.1:8080
DATA   ?= var
ONLY   ?=


.PHONY: help deps configure build run test test-asan test-tsan bench fmt fmt-check tidy install clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

deps: ## Install what building, running and testing need (packaging/debian/control)
	@packaging/deps.sh

configure: deps
	@cmake --preset $(PRESET) $(CMAKE_ARGS) > $(or $(TMPDIR),/tmp)/veza-configure.log || { cat $(or $(TMPDIR),/tmp)/veza-configure.log; exit 1; }

build: configure ## Compile everything into build/release
	cmake --build $(BUILD) -j $(JOBS)

run: build ## Build, then serve http://localhost:8080 with SQLite and a folder under ./var
	$(BUILD)/bin/veza serve --config etc/veza.properties --data $(DATA) --listen $(LISTEN)

test: build ## Build, then run every test
	ctest --test-dir $(BUILD) --output-on-failure -j $(TESTS) --no-tests=error

test-asan: ## The suite under AddressSanitizer and UndefinedBehaviorSanitizer
	$(MAKE) build PRESET=asan
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/support/lsan.supp ctest --test-dir build/asan --output-on-failure -j $(TESTS) --no-tests=error -L 'unit|process'

test-tsan: ## The concurrency tests under ThreadSanitizer
	$(MAKE) configure PRESET=tsan
	cmake --build build/tsan -j $(JOBS) --target unit_tests
	TSAN_OPTIONS=halt_on_error=1 ctest --test-dir build/tsan --output-on-failure -j $(TESTS) --no-tests=error -L unit

bench: build ## Measure against peers on this machine; ONLY=regex runs a part; figures in build/bench.tsv
	tests/bench/run $(BUILD) build/bench.tsv '$(ONLY)'

fmt: ## Format the C and C++ sources
	git ls-files '*.h' '*.hpp' '*.c' '*.cpp' | xargs clang-format -i

fmt-check:
	git ls-files '*.h' '*.hpp' '*.c' '*.cpp' | xargs clang-format --dry-run -Werror

tidy: configure ## clang-tidy over the host, the SDK and the plugins
	git ls-files 'host/*.cpp' 'plugins/*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy -p $(BUILD) --quiet --extra-arg=-Wno-unknown-warning-option

install: build
	cmake --install $(BUILD)

clean: ## Remove build output (keeps ./var)
	rm -rf build
