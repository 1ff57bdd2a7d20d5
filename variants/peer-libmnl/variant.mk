# SPDX-License-Identifier: GPL-2.0-or-later
role := peer
summary := libmnl's mnl_attr functions, called across its shared object as its users do
packages := libmnl-dev
requires := /usr/include/libmnl/libmnl.h
profiles := user
libs := -lmnl -lc
