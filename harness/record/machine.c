/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>
#include <limits.h>
#include <sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/utsname.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include "harness/record/machine.h"
#include "harness/record/machine_files.h"

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%.*s", (int)size - 1, from);
}

/* arm64 has no name of the CPU in /proc/cpuinfo, but who made it and which part. */
static void read_arm_cpu(struct machine *m, const char *cpuinfo)
{
	char implementer[MACHINE_WORD], part[MACHINE_WORD];

	if (!cpuinfo_value(cpuinfo, "CPU implementer", implementer, sizeof(implementer)) ||
	    !cpuinfo_value(cpuinfo, "CPU part", part, sizeof(part)))
		return;
	snprintf(m->cpu, sizeof(m->cpu), "ARM implementer %s part %s", implementer, part);
	copy(m->vendor, sizeof(m->vendor), "arm");
	snprintf(m->family, sizeof(m->family), "part%.20s", part);
}

static void read_vendor(struct machine *m, const char *cpuinfo)
{
	char vendor[MACHINE_WORD], family[MACHINE_WORD];

	if (!cpuinfo_value(cpuinfo, "vendor_id", vendor, sizeof(vendor)))
		return;
	if (strcmp(vendor, "AuthenticAMD") == 0)
		copy(m->vendor, sizeof(m->vendor), "amd");
	else if (strcmp(vendor, "GenuineIntel") == 0)
		copy(m->vendor, sizeof(m->vendor), "intel");
	else
		copy(m->vendor, sizeof(m->vendor), vendor);
	if (cpuinfo_value(cpuinfo, "cpu family", family, sizeof(family)))
		snprintf(m->family, sizeof(m->family), "fam%.20s", family);
}

static void read_cpu(struct machine *m, const char *root, const char *cpuinfo)
{
	char online[MACHINE_TEXT];
	long n;

	cpuinfo_value(cpuinfo, "model name", m->cpu, sizeof(m->cpu));
	cpuinfo_value(cpuinfo, "microcode", m->microcode, sizeof(m->microcode));
	read_vendor(m, cpuinfo);
	if (!m->vendor[0])
		read_arm_cpu(m, cpuinfo);
	if (machine_file(root, "/sys/devices/system/cpu/online", online, sizeof(online)))
		m->cpus = cpu_list_count(online);
	if (!m->cpus && !*root && (n = sysconf(_SC_NPROCESSORS_ONLN)) > 0)
		m->cpus = (unsigned int)n;
}

#if defined(__x86_64__)
/* The hypervisor says its name in leaf 0x40000000. */
static bool cpuid_hypervisor(char name[13])
{
	unsigned int a, b, c, d;

	__cpuid(0x40000000, a, b, c, d);
	memcpy(name, &b, 4);
	memcpy(name + 4, &c, 4);
	memcpy(name + 8, &d, 4);
	name[12] = '\0';
	return name[0] != '\0';
}
#else
static bool cpuid_hypervisor(char name[13])
{
	name[0] = '\0';
	return false;
}
#endif

static const char *hypervisor_name(const char *signature)
{
	static const struct {
		const char *signature, *name;
	} known[] = {
		{ "KVMKVMKVM", "kvm" },	       { "Linux KVM Hv", "kvm" },
		{ "Microsoft Hv", "hyper-v" }, { "VMwareVMware", "vmware" },
		{ "XenVMMXenVMM", "xen" },     { "TCGTCGTCGTCG", "qemu-tcg" },
		{ "bhyve bhyve ", "bhyve" },   { "ACRNACRNACRN", "acrn" },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(signature, known[i].signature) == 0)
			return known[i].name;
	return "unknown";
}

/* x86 CPUs have a flag for it; elsewhere firmware tells, where it tells at all. */
static void read_virtual(struct machine *m, const char *root, const char *cpuinfo)
{
	static const char *const firmware[] = { "/sys/hypervisor/type",
						"/proc/device-tree/hypervisor/compatible" };
	char flags[4096], text[MACHINE_TEXT] = "", signature[13];

	if (cpuinfo_value(cpuinfo, "flags", flags, sizeof(flags)) &&
	    has_word(flags, "hypervisor")) {
		copy(m->virtual, sizeof(m->virtual),
		     !*root && cpuid_hypervisor(signature) ? hypervisor_name(signature)
							   : "unknown");
		return;
	}
	for (size_t i = 0; i < sizeof(firmware) / sizeof(*firmware) && !text[0]; i++)
		machine_file(root, firmware[i], text, sizeof(text));
	copy(m->virtual, sizeof(m->virtual), text);
	if (!text[0] && machine_file(root, "/sys/class/dmi/id/sys_vendor", text, sizeof(text)) &&
	    strcmp(text, "QEMU") == 0)
		copy(m->virtual, sizeof(m->virtual), "qemu");
}

static void read_caches(struct machine *m, const char *root)
{
	struct machine_cache cache;
	unsigned int top = 0;

	for (int i = 0; machine_cache(root, i, &cache); i++) {
		if (!cache.data)
			continue;
		if (cache.level == 1)
			m->l1d = cache.size;
		if (cache.level == 2)
			m->l2 = cache.size;
		if (cache.level > top) {
			top = cache.level;
			m->llc = cache.size;
			m->llc_share = cache.shared_by ? cache.size / cache.shared_by : 0;
		}
	}
}

static uint64_t sysconf_size(int name)
{
	long value = sysconf(name);

	return value > 0 ? (uint64_t)value : 0;
}

/* glibc asks cpuid. Who shares the last level it cannot say: all of us, at worst. */
static void fill_caches(struct machine *m)
{
	if (!m->l1d)
		m->l1d = sysconf_size(_SC_LEVEL1_DCACHE_SIZE);
	if (!m->l2)
		m->l2 = sysconf_size(_SC_LEVEL2_CACHE_SIZE);
	if (!m->llc)
		m->llc = sysconf_size(_SC_LEVEL3_CACHE_SIZE);
	if (!m->llc)
		m->llc = m->l2;
	if (!m->llc_share && m->cpus)
		m->llc_share = m->llc / m->cpus;
}

static void read_kernel(struct machine *m, const char *root)
{
	char modes[MACHINE_TEXT];
	struct utsname u;

	machine_file(root, "/proc/sys/kernel/osrelease", m->kernel, sizeof(m->kernel));
	if (machine_file(root, "/sys/kernel/mm/transparent_hugepage/enabled", modes, sizeof(modes)))
		bracketed_word(modes, m->huge_pages, sizeof(m->huge_pages));
	else
		copy(m->huge_pages, sizeof(m->huge_pages), "none");
	/* The program runs here, whatever the root: these are facts about the program. */
	m->page = sysconf_size(_SC_PAGESIZE);
	if (uname(&u))
		return;
	copy(m->arch, sizeof(m->arch), u.machine);
	if (!*root && !m->kernel[0])
		copy(m->kernel, sizeof(m->kernel), u.release);
}

void machine_read(struct machine *m, const char *root)
{
	char *cpuinfo;

	if (!root)
		root = "";
	*m = (struct machine){ .cpus = 0 };
	cpuinfo = machine_whole_file(root, "/proc/cpuinfo");
	read_cpu(m, root, cpuinfo ? cpuinfo : "");
	read_virtual(m, root, cpuinfo ? cpuinfo : "");
	read_caches(m, root);
	read_kernel(m, root);
	if (!*root)
		fill_caches(m);
	free(cpuinfo);
}

/* Append `-word`: lower case, letters and digits and inner dashes alone. Empty words are left out.
 */
static void add_word(char *slug, size_t size, const char *word, size_t length)
{
	size_t n = strlen(slug);
	bool dash = n > 0;

	for (size_t i = 0; i < length && word[i] && n + 3 < size; i++) {
		if (!isalnum((unsigned char)word[i])) {
			dash = n > 0;
			continue;
		}
		if (dash)
			slug[n++] = '-';
		dash = false;
		slug[n++] = (char)tolower((unsigned char)word[i]);
	}
	slug[n] = '\0';
}

/* "EPYC" of "AMD EPYC 9654 96-Core", "Xeon" of "Intel(R) Xeon(R) Platinum": the second word. */
static void add_brand(char *slug, size_t size, const struct machine *m)
{
	const char *space = strchr(m->cpu, ' ');

	if (space && (strcmp(m->vendor, "amd") == 0 || strcmp(m->vendor, "intel") == 0))
		add_word(slug, size, space + 1, strcspn(space + 1, " ("));
}

void machine_fingerprint(struct machine *m, const char *grade)
{
	char facts[2 * MACHINE_TEXT + 5 * MACHINE_WORD];
	char hash[SHA256_DIGEST_STRING_LENGTH];
	char slug[MACHINE_TEXT - 16] = "";
	char cpus[MACHINE_WORD];

	snprintf(facts, sizeof(facts), "%s\n%s\n%s\n%s\n%u\n%s\n%s\n", m->cpu, m->family,
		 m->microcode, m->kernel, m->cpus, m->virtual, grade);
	SHA256Data((const uint8_t *)facts, strlen(facts), hash);
	snprintf(cpus, sizeof(cpus), "%uc", m->cpus);
	add_word(slug, sizeof(slug), m->vendor[0] ? m->vendor : m->arch, MACHINE_WORD);
	add_brand(slug, sizeof(slug), m);
	add_word(slug, sizeof(slug), m->family, MACHINE_WORD);
	add_word(slug, sizeof(slug), cpus, MACHINE_WORD);
	add_word(slug, sizeof(slug), grade, MACHINE_WORD);
	snprintf(m->fingerprint, sizeof(m->fingerprint), "%s-%.8s", slug, hash);
}

/* A size that the machine does not say is null, never 0. */
static json_t *size_json(uint64_t size)
{
	return size ? json_integer((json_int_t)size) : json_null();
}

json_t *machine_json(const struct machine *m)
{
	return json_pack("{ss ss ss ss ss sI ss? so so so so so ss so}", "fingerprint",
			 m->fingerprint, "cpu", m->cpu, "arch", m->arch, "microcode", m->microcode,
			 "kernel", m->kernel, "cpus", (json_int_t)m->cpus, "virtual",
			 m->virtual[0] ? m->virtual : NULL, "l1d", size_json(m->l1d), "l2",
			 size_json(m->l2), "llc", size_json(m->llc), "llc_share",
			 size_json(m->llc_share), "page", size_json(m->page), "huge_pages",
			 m->huge_pages, "tick_hz", size_json(m->tick_hz));
}
