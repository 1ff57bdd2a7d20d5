# SPDX-License-Identifier: GPL-2.0-or-later
# Targets and nothing else; how things are built is in mk/. `make help` prints the targets.

include mk/target.mk
BUILD ?= build$(if $(CROSS),-$(ARCH))
# `make VERBOSE=1` shows the commands.
Q := $(if $(VERBOSE),,@)
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DEFAULT_GOAL := help

deps: ## install what memtax needs (Debian 12, root)
	sh mk/deps.sh
	$(if $(CROSS),sh mk/deps.sh $(ARCH))
	$(if $(CROSS),sh mk/sysroot.sh $(DEBIAN_ARCH) $(SYSROOT) $(SYSROOT_PACKAGES))
	$(if $(CROSS),sh mk/sysroot.sh $(DEBIAN_ARCH) $(GUEST) $(GUEST_PACKAGES))

# What is to be built depends on which compilers there are: after an installation, start over.
ifneq ($(filter deps,$(MAKECMDGOALS)),)
.NOTPARALLEL:
REST := $(filter-out deps,$(MAKECMDGOALS))
.PHONY: $(MAKECMDGOALS)
$(REST): deps
	$(MAKE) $@
else

ifneq ($(CROSS),)
ifeq ($(wildcard $(SYSROOT)/complete),)
$(error There is nothing to build for $(ARCH) against; run: make CROSS=$(CROSS) deps)
endif
endif

include mk/toolchains.mk
include mk/cells.mk
include mk/harness.mk
include mk/tests.mk
include mk/guest.mk
include mk/lint.mk

.PHONY: help deps all bench prove report calibrate doctor list test lint peers clean

help: ## print the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

all: $(MEMTAX) cells ## build the program and every cell

bench: all ## measure, record, report (QUICK=1, ALL=1, W=, V=, ARGS=)
	$(MEMTAX) bench $(BENCH_ARGS)

prove: all ## play every fault on every row, and compare with the claims (W=, V=, ARGS=)
	$(MEMTAX) prove $(if $(W),--workload $(W)) $(if $(V),--variant $(V)) $(ARGS)

report: all ## render a run again (RUN=results/MACHINE/RUN)
	$(MEMTAX) report $(RUN)

calibrate: all ## false-positive rate and power of this machine (ARGS=)
	$(MEMTAX) calibrate $(ARGS)

doctor: all ## is this machine fit to measure on?
	$(MEMTAX) doctor

list: all ## the grid of cells, with reasons where one is missing
	$(MEMTAX) list

peers: ## install the packages that peer rows need, and build those rows
	sh mk/deps.sh peers
	$(MAKE) cells

clean: ## remove what was built (results stay)
	rm -rf $(BUILD)

endif
