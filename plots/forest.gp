# SPDX-License-Identifier: GPL-2.0-or-later
# What each row costs over its base: an interval, behind it a dot per layout, behind those the band
# of the clone. Draws and computes nothing; harness/report/plot.c writes what it reads.
#
#   gnuplot -d -c forest.gp TOOLCHAINS HEIGHT TOP BOTTOM AXIS RIGHT      (in the directory of the data)
#
#   rowsN   name of toolchain N; then x y low high "words on the right"
#   dotsN   x y
#   bandsN  x y low high bottom top
#   tics    0 y "name of the row"
set encoding utf8
set minussign
set terminal svg size 900,ARG2 dynamic noenhanced font "system-ui, sans-serif, 13"
set output "plot.svg"

# Wong's palette: told apart with any colour vision.
colours = "0072B2 E69F00 009E73 CC79A7 D55E00"
solid(i) = "#" . word(colours, i)
clear(i) = "#70" . word(colours, i)
faint(i) = "#D0" . word(colours, i)

set yrange [ARG4:ARG3]
set y2range [ARG4:ARG3]
set offsets graph 0.03, graph 0.03, 0, 0
set xlabel ARG5
set border 1 lc rgb "#808080"
set xtics nomirror out scale 0.5 textcolor "black"
set ytics scale 0 textcolor "black"
set y2tics scale 0 textcolor "black"
set rmargin ARG6
set grid xtics lc rgb "#808080" lw 0.4 dt 3
set key above left horizontal samplen 1.5 width 2 textcolor "black"
set arrow 1 from 0, graph 0 to 0, graph 1 nohead lc rgb "#808080" lw 1.2

plot for [i=1:ARG1+0] sprintf("bands%d", i) using 1:2:3:4:5:6 with boxxyerror notitle \
         fc rgb faint(i) fs solid noborder, \
     for [i=1:ARG1+0] sprintf("dots%d", i) using 1:2 with points notitle pt 7 ps 0.45 lc rgb clear(i), \
     for [i=1:ARG1+0] sprintf("rows%d", i) using 1:2:3:4:y2ticlabel(5) with xerrorbars \
         title columnheader(1) pt 7 ps 0.75 lw 2 lc rgb solid(i), \
     "tics" using 1:2:yticlabel(3) with points notitle pt 7 ps 0.1 lc rgb "#FF808080"
