"""What an administrator would type for what a learner does, in four products.

Facts are named in braces: the fields of the action, the machine's definition, and its number on Proxmox (``vmid``).
Sources: the manual pages of virsh, virt-install and virt-clone; of qm, vzdump and ha-manager; VMware PowerCLI reference;
docker reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from sim.text import N_

Product = Literal["libvirt", "proxmox", "vmware", "docker"]

PRODUCTS: Mapping[Product, str] = MappingProxyType(
    {
        "libvirt": N_("libvirt (virsh)"),
        "proxmox": N_("Proxmox VE (qm)"),
        "vmware": N_("VMware (PowerCLI)"),
        "docker": N_("Docker"),
    }
)

CONTAINER: Mapping[str, str] = MappingProxyType(
    {
        "add_machine": "docker run -d --name {machine} --cpus {vcpus} --memory {memory_mib}m IMAGE",
        "remove_machine": "docker rm -f {machine}",
        "start_machine": "docker start {machine}",
        "stop_machine": "docker stop {machine}",
        "restart_machine": "docker restart {machine}",
        "pause_machine": "docker pause {machine}",
        "resume_machine": "docker unpause {machine}",
        "resize_machine": "docker update --cpus {vcpus} --memory {memory_mib}m {machine}",
        "set_cpu_controls": "docker update --cpu-shares {docker_shares} --cpus {limit} {machine}",
        "unplug_machine": "docker network disconnect bridge {machine}",
        "plug_in_machine": "docker network connect bridge {machine}",
        "crash_guest": "docker kill {machine}",
    }
)

VIRTUAL: Mapping[str, Mapping[Product, str]] = MappingProxyType(
    {
        "add_machine": {
            "libvirt": "virt-install --name {machine} --vcpus {vcpus} --memory {memory_mib} --disk size={disk_gib} --import",
            "proxmox": "qm create {vmid} --name {machine} --cores {vcpus} --memory {memory_mib} && qm start {vmid}",
            "vmware": "New-VM -Name {machine} -NumCpu {vcpus} -MemoryMB {memory_mib} -DiskGB {disk_gib} | Start-VM",
        },
        "remove_machine": {
            "libvirt": "virsh destroy {machine} && virsh undefine {machine} --remove-all-storage",
            "proxmox": "qm stop {vmid} && qm destroy {vmid}",
            "vmware": "Stop-VM {machine} -Confirm:$false; Remove-VM {machine} -DeletePermanently",
        },
        "clone_machine": {
            "libvirt": "virt-clone --original {machine} --name {clone} --auto-clone",
            "proxmox": "qm clone {vmid} NEWID --name {clone} --full",
            "vmware": "New-VM -Name {clone} -VM {machine}",
        },
        "start_machine": {
            "libvirt": "virsh start {machine}",
            "proxmox": "qm start {vmid}",
            "vmware": "Start-VM {machine}",
        },
        "stop_machine": {
            "libvirt": "virsh shutdown {machine}",
            "proxmox": "qm shutdown {vmid}",
            "vmware": "Stop-VMGuest {machine}",
        },
        "restart_machine": {
            "libvirt": "virsh reboot {machine}",
            "proxmox": "qm reboot {vmid}",
            "vmware": "Restart-VMGuest {machine}",
        },
        "pause_machine": {
            "libvirt": "virsh suspend {machine}",
            "proxmox": "qm suspend {vmid}",
            "vmware": "Suspend-VM {machine}",
        },
        "resume_machine": {
            "libvirt": "virsh resume {machine}",
            "proxmox": "qm resume {vmid}",
            "vmware": "Start-VM {machine}",
        },
        "move_machine": {
            "libvirt": "virsh shutdown {machine}; virsh migrate --offline --persistent {machine} qemu+ssh://{to_host}/system",
            "proxmox": "qm shutdown {vmid} && qm migrate {vmid} {to_host}",
            "vmware": "Stop-VMGuest {machine}; Move-VM {machine} -Destination {to_host}; Start-VM {machine}",
        },
        "migrate_machine": {
            "libvirt": "virsh migrate --live --persistent {machine} qemu+ssh://{to_host}/system",
            "proxmox": "qm migrate {vmid} {to_host} --online",
            "vmware": "Move-VM {machine} -Destination {to_host}",
        },
        "migrate_storage": {
            "libvirt": "virsh migrate --live --copy-storage-all {machine} qemu+ssh://{to_host}/system",
            "proxmox": "qm migrate {vmid} {to_host} --online --with-local-disks",
            "vmware": "Move-VM {machine} -Destination {to_host} -Datastore DATASTORE",
        },
        "cancel_migration": {"libvirt": "virsh domjobabort {machine}"},
        "evacuate_host": {
            "proxmox": "ha-manager crm-command node-maintenance enable {host}",
            "vmware": "Set-VMHost {host} -State Maintenance -Evacuate",
        },
        "resize_machine": {
            "libvirt": "virsh setvcpus {machine} {vcpus} --live; virsh setmem {machine} {memory_mib}M --live",
            "proxmox": "qm set {vmid} --vcpus {vcpus} --memory {memory_mib}",
            "vmware": "Set-VM {machine} -NumCpu {vcpus} -MemoryMB {memory_mib}",
        },
        "set_cpu_controls": {
            "libvirt": "virsh schedinfo {machine} --live cpu_shares={shares}",
            "proxmox": "qm set {vmid} --cpuunits {shares} --cpulimit {limit}",
            "vmware": "Get-VM {machine} | Get-VMResourceConfiguration | Set-VMResourceConfiguration -NumCpuShares {shares} -CpuReservationMhz MHZ -CpuLimitMhz MHZ",
        },
        "take_snapshot": {
            "libvirt": "virsh snapshot-create-as {machine}",
            "proxmox": "qm snapshot {vmid} NAME",
            "vmware": "New-Snapshot -VM {machine} -Name NAME",
        },
        "roll_back": {
            "libvirt": "virsh snapshot-revert {machine} --current",
            "proxmox": "qm rollback {vmid} NAME",
            "vmware": "Set-VM -VM {machine} -Snapshot (Get-Snapshot -VM {machine} -Name NAME)",
        },
        "delete_snapshots": {
            "libvirt": "virsh snapshot-delete {machine} --current --children",
            "proxmox": "qm delsnapshot {vmid} NAME",
            "vmware": "Get-Snapshot -VM {machine} | Remove-Snapshot",
        },
        "back_up": {"libvirt": "virsh backup-begin {machine}", "proxmox": "vzdump {vmid} --mode snapshot"},
        "restore_backup": {"proxmox": "qmrestore /var/lib/vz/dump/vzdump-qemu-{vmid}-DATE.vma.zst {vmid} --force"},
        "unplug_machine": {
            "libvirt": "virsh domif-setlink {machine} vnet0 down",
            "proxmox": "qm set {vmid} --net0 virtio,bridge=vmbr0,link_down=1",
            "vmware": "Get-VM {machine} | Get-NetworkAdapter | Set-NetworkAdapter -Connected:$false",
        },
        "plug_in_machine": {
            "libvirt": "virsh domif-setlink {machine} vnet0 up",
            "proxmox": "qm set {vmid} --net0 virtio,bridge=vmbr0",
            "vmware": "Get-VM {machine} | Get-NetworkAdapter | Set-NetworkAdapter -Connected:$true",
        },
        "crash_guest": {
            "libvirt": "virsh destroy {machine}",
            "proxmox": "qm stop {vmid}",
            "vmware": "Stop-VM {machine} -Kill",
        },
        "set_high_availability": {
            "proxmox": "ha-manager add vm:VMID --state started",
            "vmware": "Set-Cluster CLUSTER -HAEnabled:$true",
        },
        "set_maintenance": {
            "proxmox": "ha-manager crm-command node-maintenance enable {host}",
            "vmware": "Set-VMHost {host} -State Maintenance",
        },
        "switch_on_host": {"libvirt": "ipmitool -H {host}-bmc chassis power on", "vmware": "Start-VMHost {host}"},
        "switch_off_host": {"libvirt": "ssh {host} systemctl poweroff", "vmware": "Stop-VMHost {host}"},
    }
)
