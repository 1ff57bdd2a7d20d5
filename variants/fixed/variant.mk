# SPDX-License-Identifier: GPL-2.0-or-later
role := discipline
order := 1
guarantee := point-fixes
summary := raw plus upstream's own point fix for every CVE that the workload models
base := raw
