# SPDX-License-Identifier: GPL-2.0-or-later
# Tests on an emulated machine with a PMU (tests/guest/).

.PHONY: test-pmu
ifeq ($(CROSS),)
test-pmu: ## the counters on an emulated aarch64 machine with a PMU
	$(MAKE) CROSS=aarch64-linux-gnu- test-pmu
else
$(BUILD)/tests/guest/%: tests/guest/%.c $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  CC       $<"
	$(Q)$(CC) $(HARNESS_CPPFLAGS) $(HARNESS_CFLAGS) -o $@ $< $(LIBRARY) -lcmocka $(HARNESS_LIBS) -lstdc++

test-pmu: all $(BUILD)/tests/guest/traps
	sh tests/guest/pmu.sh $(BUILD) $(SYSROOT) $(GUEST)
endif
