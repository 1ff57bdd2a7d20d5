// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink attributes with libmnl: raw's receiver over the attribute functions of the library. See
 * README.md for what that compares.
 */
#include "variants/peer-libmnl/nlattr_attr.h"
#include "variants/raw/nlattr.c"
