# SPDX-License-Identifier: GPL-2.0-or-later
# `make test`: unit tests are tests/unit/*.c (one cmocka program a file), end-to-end tests are
# tests/e2e/*.sh. Both are found by directory; T= runs the ones whose name contains it.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*$(T)*.c))

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  CC       $<"
	$(Q)$(CC) $(HARNESS_CPPFLAGS) $(HARNESS_CFLAGS) -o $@ $< $(LIBRARY) -lcmocka $(HARNESS_LIBS) -lstdc++

# What tests load: cells that misbehave on purpose.
FIXTURES := $(patsubst tests/fixtures/%.c,$(BUILD)/tests/fixtures/%.so,$(wildcard tests/fixtures/*.c))
$(BUILD)/tests/fixtures/%.so: tests/fixtures/%.c $(wildcard tests/fixtures/*.h harness/contract/*.h)
	@mkdir -p $(@D)
	$(Q)$(CC) $(HARNESS_CPPFLAGS) -std=gnu11 -O2 -g -Wall -Wextra -fPIC -shared $(FIXTURE_FLAGS) -o $@ $<
# For a process that has the run-time library.
$(BUILD)/tests/fixtures/watched_cell.so: FIXTURE_FLAGS := -fsanitize=address -nostdlib

.PHONY: test unit sanitize test-aarch64
unit: $(UNIT_TESTS) $(FIXTURES)

test: all unit ## every test; ends with `N passed, N failed`
	sh tests/run.sh $(BUILD) "$(T)"

# Everything but what links layouts (a sanitized cell does not link without its run-time library), what
# compares objects with and without numbered checks (a sanitizer numbers places itself), and what needs
# processes with another run-time library.
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
sanitize: ## unit and contract tests of program and cells under ASan and UBSan
	$(MAKE) BUILD=$(BUILD)-sanitize SANITIZE='$(SANITIZERS)' all unit
	UNIT_ONLY=1 SKIP="layout prove_drops runtime watcher" sh tests/run.sh $(BUILD)-sanitize "$(T)"

# The same for another architecture, under user-mode emulation: unit and contract tests of the cells
# as they are timed, then every fault on every row. Nothing of it is a figure.
ifeq ($(CROSS),)
test-aarch64: ## the tests and every fault on aarch64, under qemu-user
	$(MAKE) CROSS=aarch64-linux-gnu- test-aarch64
else
test-aarch64: export MEMTAX_RUNNER := qemu-$(ARCH) -L $(SYSROOT)
test-aarch64: all unit
	UNIT_ONLY=1 MEMTAX_ALIGNMENT=aligned sh tests/run.sh $(BUILD) "$(T)"
	$(MEMTAX_RUNNER) $(MEMTAX) prove $(if $(W),--workload $(W)) $(if $(V),--variant $(V)) $(ARGS)
endif
