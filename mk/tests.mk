# SPDX-License-Identifier: GPL-2.0-or-later
# `make test`: unit tests are tests/unit/*.c (one cmocka program a file), end-to-end tests are
# tests/e2e/*.sh. Both are found by directory; T= runs the ones whose name contains it.

UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/*$(T)*.c))

$(BUILD)/tests/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(HARNESS_CPPFLAGS) $(HARNESS_CFLAGS) -o $@ $< $(LIBRARY) -lcmocka $(HARNESS_LIBS) -lstdc++

.PHONY: test unit
unit: $(UNIT_TESTS)

test: all unit ## every test; ends with `N passed, N failed`
	sh tests/run.sh $(BUILD) "$(T)"
