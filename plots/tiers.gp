# SPDX-License-Identifier: GPL-2.0-or-later
# What a row costs against what it guarantees: ratio to the base, its interval, tiers from none down.
# Draws and computes nothing; harness/report/plot_tiers.c writes what it reads.
#
#   gnuplot -d -c tiers.gp HEIGHT BOTTOM RIGHT      (in the directory of the data)
#
#   points  x y low high shape hollow colour "words on the right"
#   names   1 y "name of the tier"
#   rules   y
set encoding utf8
set minussign
set terminal svg size 900,ARG1 dynamic noenhanced font "system-ui, sans-serif, 13"
set output "plot.svg"

# Grey for the first, the base; then Wong's palette: told apart with any colour vision.
array colours[8] = [0x808080, 0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x56B4E9, 0xB8A800]
array filled[6] = [7, 5, 9, 13, 11, 15]
array hollow[6] = [6, 4, 8, 12, 10, 14]
colour(i) = colours[int(i) % 8 + 1]
shape(i, open) = open > 0 ? hollow[int(i) % 6 + 1] : filled[int(i) % 6 + 1]

# Before there are ranges: they would hide what is read here.
stats "rules" using 1 nooutput
rules = int(STATS_records)
do for [i=1:rules] {
	stats "rules" using 1 every ::i-1::i-1 nooutput
	set arrow 1+i from graph 0, first STATS_min to graph 1, first STATS_min nohead lc rgb "#808080" lw 0.6
}

set yrange [ARG2:-0.7]
set y2range [ARG2:-0.7]
set offsets graph 0.04, graph 0.04, 0, 0
set xlabel "cycles, ratio to the base"
set border 1 lc rgb "#808080"
set xtics nomirror out scale 0.5 textcolor "black"
set ytics scale 0 textcolor "black"
set y2tics scale 0 textcolor "black"
set rmargin ARG3
set grid xtics lc rgb "#808080" lw 0.4 dt 3
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lc rgb "#808080" lw 1.2

plot "points" using 1:2:3:4:(colour($7)):y2ticlabel(8) with xerrorbars notitle ps 0 lw 1.3 lc rgb variable, \
     "points" using 1:2:(shape($5, $6)):(colour($7)) with points notitle pt variable ps 1 lw 2 lc rgb variable, \
     "names" using 1:2:yticlabel(3) with points notitle pt 7 ps 0.1 lc rgb "#FF808080"
