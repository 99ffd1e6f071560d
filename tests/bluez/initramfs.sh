#!/bin/sh
# Process 1 of the first seconds: load the modules, put the host's root under an overlay, and go there.
export PATH=/bin
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
busybox mount -t devtmpfs dev /dev
while read -r module; do busybox insmod "/mod/$module" || echo "insmod $module failed"; done < /mod/order
nine=trans=virtio,version=9p2000.L,msize=512000
if ! busybox mount -t 9p -o "$nine,cache=loose,ro" root /lower; then
    echo "the root file system could not be shared"
    busybox poweroff -f
fi
busybox mount -t tmpfs -o size=1g rw /rw
busybox mkdir -p /rw/upper /rw/work
busybox mount -t overlay -o lowerdir=/lower,upperdir=/rw/upper,workdir=/rw/work overlay /new
busybox mount -t 9p -o "$nine" shared /new/mnt
for folder in proc sys dev; do busybox mount --move "/$folder" "/new/$folder"; done
exec busybox switch_root /new /bin/sh /mnt/init.sh
