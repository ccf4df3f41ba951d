# S9: without the MCN machinery nothing counts.
drive disc=present mcn=off
sleep
state
expect {"mcc":0,"verify":true}
