#!/bin/sh
# Process 1 of the guest: a system bus, bluetoothd, the air, then what is to be run; in the end the power goes off.
# The guest sees the host's files; what it writes outside /mnt lands in its own memory.
. /mnt/bed.env # PYTHON, CHECKOUT, RUN
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run/bed PYTHONDONTWRITEBYTECODE=1
mount -t tmpfs run /run
mount -t tmpfs keys /var/lib/bluetooth
mkdir -p /run/dbus /run/bed
busybox ip link set lo up
exec >/mnt/console.log 2>&1
say() { echo "== $1 at $(cut -d' ' -f1 /proc/uptime) s" | tee /dev/ttyS0; }
say "userspace"
cd "$CHECKOUT" || busybox poweroff -f
"$PYTHON" -m tests.bluez.air >/mnt/air.log 2>&1 &
dbus-uuidgen --ensure
dbus-daemon --system --fork --nopidfile
/usr/libexec/bluetooth/bluetoothd -n >/mnt/bluetoothd.log 2>&1 &
echo $! >/run/bed/bluetoothd.pid
"$PYTHON" $RUN
say "end"
busybox dmesg | grep -i -E 'blue|hci|ecdh' | tail -n 50 >/mnt/kernel.log
sync
busybox poweroff -f
