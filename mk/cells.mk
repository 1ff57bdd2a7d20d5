# SPDX-License-Identifier: GPL-2.0-or-later
# Workloads and cells. The directory is the registry: nothing here names one.
#
#   build/workloads/W.so                                  the workload
#   build/cells/TOOLCHAIN/PROFILE/ALIGNMENT/V/W.o         the cell: what is timed, linked K times
#   build/cells/TOOLCHAIN/PROFILE/ALIGNMENT/V/W.so        the same, linked once (layout 0)
#   build/cells/TOOLCHAIN/PROFILE/ALIGNMENT/mem.o         the memory functions beside every cell

WORKLOADS := $(sort $(patsubst workloads/%/,%,$(wildcard workloads/[a-z]*/)))
VARIANTS  := $(sort $(patsubst variants/%/,%,$(wildcard variants/[a-z]*/)))

HEADERS := $(wildcard harness/contract/*.h workloads/*/*.h variants/*/*.h variants/*/*.hpp)
RUST_SOURCES := $(wildcard variants/*/*.rs) mk/rust.mk mk/rustc.sh

# Every variant.mk sets the same few names: keep each under its variant's own.
VARIANT_KEYS := role summary base toolchains profiles cflags libs packages requires checked runtime \
	$(TOOLCHAINS:%=cflags_%)
# (The program reads further keys of variant.mk, which make has no use for.)
define load_variant
$(foreach k,$(VARIANT_KEYS),$(eval $(k) :=))
$(eval include variants/$(1)/variant.mk)
$(foreach k,$(VARIANT_KEYS),$(eval VARIANT_$(1)_$(k) := $($(k))))
endef
$(foreach v,$(VARIANTS),$(eval $(call load_variant,$(v))))

# A variant may be its base and a stack of patches, variants/V/W/*.patch: the base's folder is copied
# and patched, and what is patched is found before what it was copied from.
PATCHED_DIR := $(BUILD)/patched
patches = $(sort $(wildcard variants/$(1)/$(2)/*.patch))
patched_root = $(PATCHED_DIR)/$(1)/$(2)

# The source of a cell: the variant's own file, or that of the variant it is based on.
source_in = $(foreach l,c cpp rs,variants/$(1)/$(2).$(l))
plain_source = $(firstword $(wildcard $(call source_in,$(1),$(2)) \
	$(if $(VARIANT_$(1)_base),$(call source_in,$(VARIANT_$(1)_base),$(2)))))
# c, cpp or rs
language = $(patsubst .%,%,$(suffix $(call plain_source,$(1),$(2))))
cell_source = $(if $(call patches,$(1),$(2)),$(call patched_root,$(1),$(2))/)$(call plain_source,$(1),$(2))
patched_include = $(if $(call patches,$(1),$(2)),-iquote $(call patched_root,$(1),$(2)))

# $(call patch_rule,variant,workload)
define patch_rule
$(call cell_source,$(1),$(2)): $(call patches,$(1),$(2)) $(wildcard variants/$(VARIANT_$(1)_base)/*.[ch]) mk/cells.mk
	@echo "  PATCH    $$@"
	@rm -rf $(call patched_root,$(1),$(2)) && mkdir -p $$(@D)
	@cp variants/$(VARIANT_$(1)_base)/*.[ch] $$(@D)/
	@for p in $(call patches,$(1),$(2)); do \
		patch --silent --no-backup-if-mismatch --fuzz=0 -p1 -d $(call patched_root,$(1),$(2)) <$$$$p || \
		{ echo "$$$$p does not apply any more: $(VARIANT_$(1)_base) has changed" >&2; rm -f $$@; exit 1; }; \
	done
	@touch $$@
endef
$(foreach v,$(VARIANTS),$(foreach w,$(WORKLOADS),\
	$(if $(call patches,$(v),$(w)),$(eval $(call patch_rule,$(v),$(w))))))
# A variant that needs a header from a package is built where the header is.
have_requires = $(if $(VARIANT_$(1)_requires),$(wildcard $(SYSROOT)$(VARIANT_$(1)_requires)),yes)
variant_toolchains = $(filter $(or $(VARIANT_$(1)_toolchains),$(TOOLCHAINS_USUAL)),$(TOOLCHAINS))
variant_profiles = $(or $(VARIANT_$(1)_profiles),$(PROFILES))

CELLS_DIR := $(BUILD)/cells
# A sanitizer brings its own memory functions and is found in the program that loads the cell.
CELL_LINK := $(if $(SANITIZE),$(SANITIZE),-nostdlib -Wl$(comma)--build-id=none -Wl$(comma)-z$(comma)defs)
# So does a run-time library: its names stay open until the cell is loaded beside it.
cell_link = $(if $(VARIANT_$(1)_runtime),$(filter-out %defs,$(CELL_LINK)),$(CELL_LINK))
include mk/runtime.mk
# A sanitized program has its own: rows that need another one are not in that build.
# (Nor does a process of another architecture begin with it: see harness/measure/emulator.h.)
is_built = $(if $(and $(SANITIZE)$(CROSS),$(VARIANT_$(1)_runtime)),,$(call have_requires,$(1)))
CELL_OBJECTS :=
CELL_SHARED :=

# How a cell is compiled. It is kept beside the object, W.o.command: seeded builds (injected
# slowdowns, dropped checks) are the same command with one -D more.
# $(call cell_command,toolchain,profile,alignment,variant,workload)
cell_command = $(COMPILER_$(call language,$(4),$(5))_$(1)) $(call patched_include,$(4),$(5)) \
	$(call cell_flags,$(1),$(2),$(3),$(call language,$(4),$(5))) $(VARIANT_$(4)_cflags) $(VARIANT_$(4)_cflags_$(1)) \
	-DMEMTAX_VARIANT='"$(4)"'

# $(call cell_rule,toolchain,profile,alignment,variant,workload)
define cell_rule
$(CELLS_DIR)/$(1)/$(2)/$(3)/$(4)/$(5).o: $(call cell_source,$(4),$(5)) \
		$(if $(filter rs,$(call language,$(4),$(5))),$(RUST_SOURCES),$(HEADERS)) \
		mk/toolchains.mk mk/cells.mk variants/$(4)/variant.mk | $(CELLS_DIR)/$(1)/$(2)/$(3)/$(4)/.
	$$(file >$$@.command,$(strip $(call cell_command,$(1),$(2),$(3),$(4),$(5))) -c $$<)
	@echo "  CC       $$@"
	$(Q)$(strip $(call cell_command,$(1),$(2),$(3),$(4),$(5))) -c $$< -o $$@
$(CELLS_DIR)/$(1)/$(2)/$(3)/$(4)/$(5).so: $(CELLS_DIR)/$(1)/$(2)/$(3)/$(4)/$(5).o $(CELLS_DIR)/$(1)/$(2)/$(3)/mem.o
	$(Q)$(LINKER_$(1)) -shared $(call cell_link,$(4)) -o $$@ \
		$$(filter $(if $(or $(SANITIZE),$(VARIANT_$(4)_runtime)),%/$(5).o,%.o),$$^) $(VARIANT_$(4)_libs)
CELL_OBJECTS += $(CELLS_DIR)/$(1)/$(2)/$(3)/$(4)/$(5).o
CELL_SHARED += $(CELLS_DIR)/$(1)/$(2)/$(3)/$(4)/$(5).so
endef

# $(call mem_rule,toolchain,profile,alignment)
define mem_rule
$(CELLS_DIR)/$(1)/$(2)/$(3)/mem.o: harness/contract/mem.c mk/toolchains.mk
	@mkdir -p $$(@D)
	$(Q)$(LINKER_$(1)) $(call cell_flags,$(1),$(2),$(3),c) -ffreestanding -c $$< -o $$@
endef

# Beside a Rust cell lies what its compiler calls when a check fails, too.
define rust_mem_rule
$(CELLS_DIR)/rustc/$(1)/$(2)/mem.o: $(CELLS_DIR)/gcc/$(1)/$(2)/mem.o mk/rustc-core.sh mk/rust.mk
	@mkdir -p $$(@D)
	$(Q)mk/rustc-core.sh $(RUST_LIB) $$< $$@
endef

$(foreach p,$(PROFILES),$(foreach a,$(ALIGNMENTS),\
	$(foreach t,$(filter-out rustc,$(TOOLCHAINS)),$(eval $(call mem_rule,$(t),$(p),$(a))))\
	$(if $(filter rustc,$(TOOLCHAINS)),$(eval $(call rust_mem_rule,$(p),$(a))))))
$(foreach v,$(VARIANTS),$(foreach w,$(WORKLOADS),\
	$(if $(and $(call plain_source,$(v),$(w)),$(call is_built,$(v))),\
	$(foreach t,$(call variant_toolchains,$(v)),$(if $(COMPILER_$(call language,$(v),$(w))_$(t)),\
	$(foreach p,$(call variant_profiles,$(v)),$(foreach a,$(ALIGNMENTS),\
	$(eval $(call cell_rule,$(t),$(p),$(a),$(v),$(w))))))))))

WORKLOAD_SHARED := $(WORKLOADS:%=$(BUILD)/workloads/%.so)
WORKLOAD_CFLAGS := $(TARGET_CC) -std=gnu11 -O2 -g -fPIC -fvisibility=hidden -I. -falign-functions=64 -falign-loops=32 \
	-Werror -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes

$(BUILD)/workloads/%.so: $(HEADERS) mk/cells.mk
	@mkdir -p $(@D)
	@echo "  CC       $@"
	$(Q)$(CC) $(WORKLOAD_CFLAGS) -shared -o $@ $(filter %.c,$^)
define workload_rule
$(BUILD)/workloads/$(1).so: $(wildcard workloads/$(1)/*.c)
endef
$(foreach w,$(WORKLOADS),$(eval $(call workload_rule,$(w))))

# The compiler's own word on ownership, whatever compiled the timed object: for the variants that say
# `checked := thread-safety`.
OWNERSHIP_CHECKED := $(patsubst %.c,$(BUILD)/ownership/%.ok,$(wildcard $(foreach v,$(VARIANTS),\
	$(if $(filter thread-safety,$(VARIANT_$(v)_checked)),variants/$(v)/*.c))))
$(BUILD)/ownership/%.ok: %.c $(HEADERS)
	@mkdir -p $(@D)
	@echo "  CHECK    $<"
	$(Q)clang-19 $(call cell_flags,clang-19,kernel,natural,c) -DMEMTAX_VARIANT='"check"' \
		-Werror=thread-safety -fsyntax-only $<
	@touch $@

.PHONY: cells
cells: $(WORKLOAD_SHARED) $(CELL_OBJECTS) $(CELL_SHARED) $(OWNERSHIP_CHECKED) $(if $(SANITIZE)$(CROSS),,$(RUNTIME_FILES))

# Made before the rules above are run: their $(file) writes as the recipe is expanded.
$(CELLS_DIR)/%/.:
	@mkdir -p $@

# What a record says of the compilers: version and flags, one file each.
FLAG_FILES := $(foreach t,$(TOOLCHAINS),$(foreach p,$(PROFILES),$(foreach a,$(ALIGNMENTS),\
	$(BUILD)/flags/$(t)/$(p).$(a))))
define flags_rule
$(BUILD)/flags/$(1)/$(2).$(3): mk/toolchains.mk
	@mkdir -p $$(@D)
	@$(COMMAND_$(1)) --version | head -1 > $$@.version
	@$(if $(filter rustc,$(1)),$(1) -vV | sed -n 's/^LLVM version: /LLVM /p' >>$$@.version)
	@paste -s -d ' ' $$@.version >$(BUILD)/flags/$(1)/version && rm $$@.version
	@echo '$(call cell_flags,$(1),$(2),$(3),$(if $(filter rustc,$(1)),rs,c))' > $$@
endef
$(foreach t,$(TOOLCHAINS),$(foreach p,$(PROFILES),$(foreach a,$(ALIGNMENTS),\
	$(eval $(call flags_rule,$(t),$(p),$(a))))))
cells: $(FLAG_FILES)
