# SPDX-License-Identifier: GPL-2.0-or-later
# The program and its library.

MEMTAX := $(BUILD)/memtax

WARNINGS := -Werror -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wundef -Wvla -Wformat=2 -Wno-format-nonliteral \
	$(if $(findstring gcc,$(CC)),-Wno-format-truncation)
# (gcc warns of every snprintf of a path, the checked ones too.)
HARNESS_CPPFLAGS := $(TARGET_CC) -I. -D_GNU_SOURCE -DMEMTAX_BUILD='"$(abspath $(BUILD))"' \
	-DMEMTAX_SOURCE='"$(CURDIR)"' -DMEMTAX_CROSS='"$(CROSS)"'
HARNESS_CFLAGS := -std=gnu11 -O2 -g $(WARNINGS) $(SANITIZE)
HARNESS_LIBS := -ljansson -lgsl -lgslcblas -lpfm -lmd4c-html -lmd4c -lmd -lbenchmark -ldl -lpthread -lm

HARNESS_SOURCES := $(filter-out harness/contract/%,$(wildcard harness/*/*.c))
HARNESS_CXX_SOURCES := $(wildcard harness/*/*.cc)
HARNESS_OBJECTS := $(HARNESS_SOURCES:%.c=$(BUILD)/%.o) $(HARNESS_CXX_SOURCES:%.cc=$(BUILD)/%.o)
LIBRARY_OBJECTS := $(filter-out $(BUILD)/harness/cli/main.o,$(HARNESS_OBJECTS))
LIBRARY := $(BUILD)/libmemtax.a

$(BUILD)/harness/%.o: harness/%.c mk/harness.mk
	@mkdir -p $(@D)
	@echo "  CC       $<"
	$(Q)$(CC) $(HARNESS_CPPFLAGS) $(HARNESS_CFLAGS) -MMD -MP -c $< -o $@
$(BUILD)/harness/%.o: harness/%.cc mk/harness.mk
	@mkdir -p $(@D)
	@echo "  CXX      $<"
	$(Q)$(CXX) $(HARNESS_CPPFLAGS) -std=c++17 -O2 -g -Wall -Wextra -Werror $(SANITIZE) -MMD -MP -c $< -o $@

$(LIBRARY): $(LIBRARY_OBJECTS)
	@rm -f $@
	$(Q)$(CROSS)ar rcs $@ $^
$(MEMTAX): $(BUILD)/harness/cli/main.o $(LIBRARY)
	@echo "  LINK     $@"
	$(Q)$(CXX) $(TARGET_CC) $(SANITIZE) -rdynamic -o $@ $^ $(HARNESS_LIBS)

-include $(HARNESS_OBJECTS:.o=.d)

BENCH_ARGS = $(if $(QUICK),--quick) $(if $(ALL),--all) $(if $(W),--workload $(W)) \
	$(if $(V),--variant $(V)) $(ARGS)
