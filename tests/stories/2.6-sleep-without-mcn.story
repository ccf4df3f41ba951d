# Spec 2.6: the count moves at D3 only if the MCN machinery exists.
drive disc=present mcn=off
sleep
state
expect {"mcc":0,"verify":true}
