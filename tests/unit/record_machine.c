/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine, from a /proc and /sys made up; the source, from a repository made up. */
#include "tests/unit/record_fixture.h"
#include <sys/stat.h>
#include "harness/record/machine.h"
#include "harness/record/source.h"

static char root[64];

static int make_root(void **state)
{
	(void)state;
	strcpy(root, "/tmp/memtax-machine-XXXXXX");
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", root);
	return system(command);
}

/* A file below the root, with its directories. */
static void put(const char *path, const char *text)
{
	char whole[512];
	FILE *file;

	snprintf(whole, sizeof(whole), "%s%s", root, path);
	for (char *slash = strchr(whole + strlen(root) + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(whole, 0755);
		*slash = '/';
	}
	file = fopen(whole, "w");
	if (!file) {
		fail_msg("%s cannot be written", whole);
		return;
	}
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void put_cache(int index, const char *level, const char *type, const char *size,
		      const char *shared)
{
	static const char *const names[] = { "level", "type", "size", "shared_cpu_list" };
	const char *const texts[] = { level, type, size, shared };
	char path[128];

	for (int i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index,
			 names[i]);
		put(path, texts[i]);
	}
}

static void put_epyc(void)
{
	put("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\n"
			     "model\t\t: 17\nmodel name\t: AMD EPYC 9654 96-Core Processor\n"
			     "microcode\t: 0xa101148\nflags\t\t: fpu hypervisor lahf_lm\n\n"
			     "processor\t: 1\nvendor_id\t: Other\nmodel name\t: Other\n");
	put("/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n");
	put("/sys/devices/system/cpu/online", "0-3,8\n");
	put("/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
	put_cache(0, "1\n", "Data\n", "32K\n", "0\n");
	put_cache(1, "1\n", "Instruction\n", "64K\n", "0\n");
	put_cache(2, "2\n", "Unified\n", "1024K\n", "0\n");
	put_cache(3, "3\n", "Unified\n", "32M\n", "0-3\n");
}

static void machine_of_files(void **state)
{
	struct machine m;
	json_t *json;

	(void)state;
	put_epyc();
	machine_read(&m, root);
	assert_string_equal(m.cpu, "AMD EPYC 9654 96-Core Processor");
	assert_string_equal(m.microcode, "0xa101148");
	assert_string_equal(m.kernel, "6.1.0-18-amd64");
	assert_string_equal(m.virtual, "unknown"); /* its name is cpuid's, not a file's */
	assert_string_equal(m.huge_pages, "madvise");
	assert_int_equal(m.cpus, 5);
	assert_int_equal(m.l1d, 32 << 10);
	assert_int_equal(m.l2, 1 << 20);
	assert_int_equal(m.llc, 32 << 20);
	assert_int_equal(m.llc_share, 8 << 20);
	machine_fingerprint(&m, "vm-tsc");
	assert_memory_equal(m.fingerprint, "amd-epyc-fam25-5c-vm-tsc-", 25);
	assert_int_equal(strlen(m.fingerprint), 25 + 8);
	m.tick_hz = 2400000000;
	json = machine_json(&m);
	assert_int_equal(json_object_size(json), 14);
	assert_int_equal(json_integer_value(json_object_get(json, "tick_hz")), 2400000000);
	assert_string_equal(json_string_value(json_object_get(json, "virtual")), "unknown");
	json_decref(json);
}

/* Each fact of the fingerprint makes another directory. */
static void fingerprint_tells_apart(void **state)
{
	struct machine m;
	char first[MACHINE_TEXT];

	(void)state;
	put_epyc();
	machine_read(&m, root);
	machine_fingerprint(&m, "vm-tsc");
	strcpy(first, m.fingerprint);
	machine_fingerprint(&m, "vm-tsc");
	assert_string_equal(first, m.fingerprint);
	machine_fingerprint(&m, "vm-pmu");
	assert_string_not_equal(first, m.fingerprint);
	put("/proc/sys/kernel/osrelease", "6.1.0-19-amd64\n");
	machine_read(&m, root);
	machine_fingerprint(&m, "vm-tsc");
	assert_string_not_equal(first, m.fingerprint);
}

static void machine_that_says_nothing(void **state)
{
	struct machine m;
	json_t *json;

	(void)state;
	machine_read(&m, root);
	assert_int_equal(m.cpus, 0);
	assert_int_equal(m.llc_share, 0);
	assert_string_equal(m.cpu, "");
	machine_fingerprint(&m, "metal-tsc");
	json = machine_json(&m);
	assert_true(json_is_null(json_object_get(json, "l1d")));
	assert_true(json_is_null(json_object_get(json, "llc_share")));
	assert_true(json_is_null(json_object_get(json, "virtual")));
	json_decref(json);
}

static void machine_of_arm(void **state)
{
	struct machine m;

	(void)state;
	put("/proc/cpuinfo", "processor\t: 0\nBogoMIPS\t: 243.75\nCPU implementer\t: 0x41\n"
			     "CPU architecture: 8\nCPU variant\t: 0x3\nCPU part\t: 0xd0c\n");
	put("/sys/devices/system/cpu/online", "0\n");
	machine_read(&m, root);
	assert_string_equal(m.cpu, "ARM implementer 0x41 part 0xd0c");
	assert_string_equal(m.virtual, "");
	machine_fingerprint(&m, "metal-tsc");
	assert_memory_equal(m.fingerprint, "arm-part0xd0c-1c-metal-tsc-", 27);
}

/* Odd text is no crash and no number. */
static void machine_of_rubbish(void **state)
{
	struct machine m;

	(void)state;
	put("/proc/cpuinfo", "model name");
	put("/sys/devices/system/cpu/online", "3-1,x\n");
	put("/sys/kernel/mm/transparent_hugepage/enabled", "[\n");
	put_cache(0, "1\n", "Data\n", "big\n", "-\n");
	machine_read(&m, root);
	machine_fingerprint(&m, "../../etc/PASSWD vm");
	assert_int_equal(m.cpus, 0);
	assert_int_equal(m.l1d, 0);
	assert_null(strchr(m.fingerprint, '/'));
	assert_null(strchr(m.fingerprint, '.'));
}

static void this_machine(void **state)
{
	struct machine m;

	(void)state;
	machine_read(&m, NULL);
	machine_fingerprint(&m, "vm-tsc");
	assert_int_equal(m.cpus, sysconf(_SC_NPROCESSORS_ONLN));
	assert_true(m.page >= 4096 && m.kernel[0] && m.arch[0]);
}

static void shell(const char *format, const char *dir)
{
	char command[1024];

	snprintf(command, sizeof(command), format, dir);
	if (system(command))
		fail_msg("%s", command);
}

static void source_of_a_tree(void **state)
{
	struct source s;
	char build[80];

	(void)state;
	shell("cd %s && git init -q . && printf 'all: $(BUILD)/out\\n$(BUILD)/out: in\\n"
	      "\tmkdir -p $(BUILD); cp in $(BUILD)/out\\n' >Makefile && echo a >in &&"
	      " echo build >.gitignore && git add . &&"
	      " git -c user.name=t -c user.email=t@t commit -qm t",
	      root);
	snprintf(build, sizeof(build), "%s/build", root);
	source_read(&s, root, build);
	assert_int_equal(strlen(s.revision), 12);
	assert_false(s.dirty);
	assert_true(s.stale); /* nothing was built */
	shell("make -s -C %s BUILD=build all", root);
	source_read(&s, root, build);
	assert_false(s.dirty);
	assert_false(s.stale);
	/* a run that was kept makes no tree dirty; `make bench` runs us with its own variables */
	shell("cd %s && mkdir -p results/x && touch results/x/run.json", root);
	setenv("MAKEFLAGS", "B", 1);
	source_read(&s, root, build);
	unsetenv("MAKEFLAGS");
	assert_false(s.dirty);
	assert_false(s.stale);
	/* another headline family is another method */
	shell("cd %s && touch results/family.tsv", root);
	source_read(&s, root, build);
	assert_true(s.dirty);
	shell("cd %s && git add results/family.tsv &&"
	      " git -c user.name=t -c user.email=t@t commit -qm t",
	      root);
	source_read(&s, root, build);
	assert_false(s.dirty);
	shell("cd %s && echo b >results/family.tsv", root);
	source_read(&s, root, build);
	assert_true(s.dirty);
	shell("cd %s && git checkout -q results/family.tsv", root);
	shell("cd %s && echo b >in && touch -d '1 minute' in", root);
	source_read(&s, root, build);
	assert_true(s.dirty);
	assert_true(s.stale);
}

static void source_without_git(void **state)
{
	struct source s;
	const char *path = getenv("PATH");
	char kept[4096];
	json_t *json;

	(void)state;
	snprintf(kept, sizeof(kept), "%s", path ? path : "");
	source_read(&s, root, "/nowhere");
	assert_string_equal(s.revision, "unknown");
	assert_true(s.dirty && s.stale);
	setenv("PATH", "/nowhere", 1);
	source_read(&s, MEMTAX_SOURCE, "/nowhere");
	setenv("PATH", kept, 1);
	assert_string_equal(s.revision, "unknown");
	assert_true(s.dirty && s.stale);
	json = source_json(&s);
	assert_true(json_is_true(json_object_get(json, "dirty")));
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(machine_of_files, make_root, remove_root),
		cmocka_unit_test_setup_teardown(fingerprint_tells_apart, make_root, remove_root),
		cmocka_unit_test_setup_teardown(machine_that_says_nothing, make_root, remove_root),
		cmocka_unit_test_setup_teardown(machine_of_arm, make_root, remove_root),
		cmocka_unit_test_setup_teardown(machine_of_rubbish, make_root, remove_root),
		cmocka_unit_test(this_machine),
		cmocka_unit_test_setup_teardown(source_of_a_tree, make_root, remove_root),
		cmocka_unit_test_setup_teardown(source_without_git, make_root, remove_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
