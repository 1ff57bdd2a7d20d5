#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Two runs with one plan: the share of cells whose intervals overlap.

overlap.py RUN RUN    directories of runs; every row with a ratio in both counts once
"""
import json
import sys

KEY = ('workload', 'shape', 'footprint', 'profile', 'entry', 'variant', 'toolchain')


def rows(directory):
    with open(directory + '/run.json', encoding='utf-8') as file:
        run = json.load(file)
    return {tuple(r[k] for k in KEY): r['ratio_to_base'] for r in run['results']
            if r['ratio_to_base'] and r['ratio_to_base']['lo'] is not None}


def main():
    if len(sys.argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        first, second = rows(sys.argv[1]), rows(sys.argv[2])
    except (OSError, ValueError, KeyError) as error:
        print(f'overlap.py: {error}', file=sys.stderr)
        return 4
    both = sorted(first.keys() & second.keys())
    if not both:
        print('overlap.py: the two runs have no row in common', file=sys.stderr)
        return 3
    apart = [k for k in both
             if first[k]['lo'] > second[k]['hi'] or second[k]['lo'] > first[k]['hi']]
    print(f'{len(both) - len(apart)} of {len(both)} intervals overlap '
          f'({100 * (1 - len(apart) / len(both)):.1f} %)')
    for k in apart:
        a, b = first[k], second[k]
        print('apart: ' + ' '.join(k) + f": {a['value']:.4f} [{a['lo']:.4f} {a['hi']:.4f}]"
              f" and {b['value']:.4f} [{b['lo']:.4f} {b['hi']:.4f}]")
    return 0


if __name__ == '__main__':
    sys.exit(main())
