// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Record rtnetlink dumps of this network namespace to standard output, in the format that
 * ../recorded.c documents. Build and run: see ../data/README.md.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

struct request {
	struct nlmsghdr header;
	struct ifinfomsg body; /* the longest of the family headers; the rest of it zero */
};

/* Copy what is not a control message; 1 at the end of the dump, 0 to go on, -1 on an error. */
static int copy_messages(const char *bytes, ssize_t n)
{
	static const char zero[NLMSG_ALIGNTO];

	for (const struct nlmsghdr *h = (const void *)bytes; NLMSG_OK(h, (size_t)n);
	     h = NLMSG_NEXT(h, n)) {
		size_t pad = NLMSG_ALIGN(h->nlmsg_len) - h->nlmsg_len;

		if (h->nlmsg_type == NLMSG_DONE)
			return 1;
		if (h->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr *e = NLMSG_DATA(h);

			errno = -e->error;
			return -1;
		}
		if (h->nlmsg_type < NLMSG_MIN_TYPE)
			continue;
		if (fwrite(h, h->nlmsg_len, 1, stdout) != 1 ||
		    (pad && fwrite(zero, pad, 1, stdout) != 1))
			return -1;
	}
	return 0;
}

static int dump(int fd, unsigned short type, unsigned char family)
{
	struct request request = {
		.header = { .nlmsg_len = sizeof(request),
			    .nlmsg_type = type,
			    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.body = { .ifi_family = family },
	};
	static char bytes[1 << 16] __attribute__((aligned(8)));
	int end = 0;

	if (send(fd, &request, sizeof(request), 0) != sizeof(request))
		return -1;
	while (!end) {
		ssize_t n = recv(fd, bytes, sizeof(bytes), MSG_TRUNC);

		if (n < 0 || n > (ssize_t)sizeof(bytes))
			return -1;
		end = copy_messages(bytes, n);
	}
	return end < 0 ? -1 : 0;
}

int main(void)
{
	static const struct {
		const char *name;
		unsigned short type;
		unsigned char family;
	} dumps[] = {
		{ "links", RTM_GETLINK, AF_UNSPEC },
		{ "addresses", RTM_GETADDR, AF_UNSPEC },
		{ "routes", RTM_GETROUTE, AF_UNSPEC },
		{ "neighbours", RTM_GETNEIGH, AF_UNSPEC },
		{ "bridge neighbours", RTM_GETNEIGH, AF_BRIDGE },
		{ "rules", RTM_GETRULE, AF_UNSPEC },
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0) {
		fprintf(stderr, "record: cannot open a netlink socket: %s\n", strerror(errno));
		return 4;
	}
	fputs("memtax rtnetlink recording 1\n", stdout);
	for (size_t i = 0; i < sizeof(dumps) / sizeof(dumps[0]); i++)
		if (dump(fd, dumps[i].type, dumps[i].family))
			fprintf(stderr, "record: no dump of %s here: %s\n", dumps[i].name,
				strerror(errno));
	close(fd);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, "record: cannot write: %s\n", strerror(errno));
		return 4;
	}
	return 0;
}
