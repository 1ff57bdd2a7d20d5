# SPDX-License-Identifier: GPL-2.0-or-later
# Run-time libraries: what a compiler's checks call, and what has to be in a process from its start.
# A variant says `runtime := NAME`; its cells are loaded into processes of their own, begun with
#
#   build/runtime/TOOLCHAIN/NAME.so      a link to the library, where the toolchain has it
#
# What the library's file is called: $(RUNTIME_$(name)_$(toolchain)).
RUNTIME_asan_gcc      := libasan.so
RUNTIME_asan_clang-19 := libclang_rt.asan-$(ARCH).so

RUNTIME_DIR := $(BUILD)/runtime
RUNTIME_FILES := $(sort $(foreach v,$(VARIANTS),$(if $(VARIANT_$(v)_runtime),$(foreach t,$(call variant_toolchains,$(v)),\
	$(if $(RUNTIME_$(VARIANT_$(v)_runtime)_$(t)),$(RUNTIME_DIR)/$(t)/$(VARIANT_$(v)_runtime).so)))))

# The compiler gives the name back as it is where it has no such file. No prerequisites: the link's
# target is older than anything here.
# $(call runtime_rule,file,toolchain,name)
define runtime_rule
$(1):
	@mkdir -p $$(@D)
	@library=$$$$($(LINKER_$(2)) -print-file-name=$(RUNTIME_$(3)_$(2))); case $$$$library in \
	/*) ln -sf "$$$$library" $$@ ;; \
	*) rm -f $$@; echo "  ABSENT   $(RUNTIME_$(3)_$(2)) of $(2): rows that need it are refused" >&2 ;; esac
endef
$(foreach f,$(RUNTIME_FILES),$(eval $(call runtime_rule,$(f),$(notdir $(patsubst %/,%,$(dir $(f)))),$(basename $(notdir $(f))))))
