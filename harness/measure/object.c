// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/object.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sha256.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every field of the file is checked before it is believed. */
static int sum_text(const unsigned char *file, size_t size, uint64_t *text)
{
	Elf64_Ehdr head;

	if (size < sizeof(head))
		return -1;
	memcpy(&head, file, sizeof(head));
	if (memcmp(head.e_ident, ELFMAG, SELFMAG) || head.e_ident[EI_CLASS] != ELFCLASS64 ||
	    head.e_shentsize != sizeof(Elf64_Shdr))
		return -1;
	if (head.e_shoff > size || (size - head.e_shoff) / sizeof(Elf64_Shdr) < head.e_shnum)
		return -1;
	*text = 0;
	for (size_t i = 0; i < head.e_shnum; i++) {
		Elf64_Shdr section;

		memcpy(&section, file + head.e_shoff + i * sizeof(section), sizeof(section));
		if (section.sh_type == SHT_PROGBITS && (section.sh_flags & SHF_EXECINSTR))
			*text += section.sh_size;
	}
	return 0;
}

int object_read(const char *path, struct object *object, struct memtax_error *err)
{
	unsigned char *file;
	struct stat status;
	int bad, fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &status)) {
		memtax_fail(err, "%s: %s", path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (file == MAP_FAILED)
		return memtax_fail(err, "%s: not a 64-bit ELF file", path);
	bad = sum_text(file, (size_t)status.st_size, &object->text_bytes);
	munmap(file, (size_t)status.st_size);
	if (bad)
		return memtax_fail(err, "%s: not a 64-bit ELF file", path);
	if (!SHA256File(path, object->hash))
		return memtax_fail(err, "%s: %s", path, strerror(errno));
	return 0;
}
