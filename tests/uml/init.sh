#!/busybox sh
# shellcheck shell=dash
# First process of the guest. Its world becomes this machine's files with a layer
# in memory over them, so nothing it does stays; /run/exchange alone is shared.
# Then it does what /run/exchange/N.sh says for each line N on the second
# console, and answers `N code` there.
b=/busybox
say() { echo "guest: $*"; }
trap '' HUP

$b mount -t proc none /proc
$b mount -t sysfs none /sys
exchange=$($b sed -n 's/.*trayjam_exchange=\([^ ]*\).*/\1/p' /proc/cmdline)
folder=$($b sed -n 's/.*trayjam_modules=\([^ ]*\).*/\1/p' /proc/cmdline)
$b mount -t hostfs none /host -o / || say "no hostfs"

# In the order of their needs; what is built in has no file.
for module in fs/overlayfs/overlay drivers/cdrom/cdrom \
    drivers/scsi/scsi_common drivers/scsi/scsi_mod drivers/scsi/sr_mod \
    drivers/scsi/sg fs/isofs/isofs fs/configfs/configfs drivers/uio/uio \
    drivers/target/target_core_mod drivers/target/target_core_user \
    drivers/target/loopback/tcm_loop; do
    file=/host$folder/kernel/$module.ko
    [ ! -e "$file" ] || $b insmod "$file" || say "cannot load $module"
done

$b mount -t tmpfs none /layer
$b mkdir /layer/upper /layer/work
$b mount -t overlay none /world \
    -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work || say "no overlay"
cd /world || say "no world"
$b mount -t proc none proc
$b mount -t sysfs none sys
$b mount -t devtmpfs none dev
$b mkdir -p dev/pts dev/shm
$b mount -t devpts none dev/pts
$b mount -t tmpfs none dev/shm
$b mount -t tmpfs none run
$b mkdir run/exchange
$b mount -t hostfs none run/exchange -o "$exchange"
$b ip link set lo up 2>/dev/null || $b ifconfig lo 127.0.0.1

# Nothing but the guest's own state, whoever built and tests it.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export HOME=/root LC_ALL=C.UTF-8
exec 3<>dev/tty1
$b stty raw -echo <&3
echo "ready" >&3
while read -r line <&3; do
    $b chroot . /bin/sh "/run/exchange/$line.sh" \
        </dev/null >"run/exchange/$line.out" 2>&1
    echo "$line $?" >&3
done
say "nobody asks any more"
$b poweroff -f
