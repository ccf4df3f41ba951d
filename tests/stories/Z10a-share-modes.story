# Spec 8.6 Z10a: the ordinary share check, in both directions.
drive disc=present fs=cdfs
open V1 volume rw share=r
expect {"win32":0}
open V2 volume w share=rw
expect {"status":"0xc0000043","win32":32}
open V3 volume r share=r
expect {"win32":32}
open V4 volume r share=rw
expect {"win32":0}
close V1
expect {}
open V5 volume r share=r
expect {"win32":0}
open V6 volume w share=rwd
expect {"win32":32}
