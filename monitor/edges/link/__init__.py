"""The link to the wearable, the only way to its bytes.

machine      what to do next: states, acts, rests; pure
supervisor   does it: `WearableLink`
peripheral   one connection, whatever kind of wearable it is
mailbox      what came, bounded
visits       short ones: battery, bond, our app
known        what is kept of wearables between runs
incidents    what the user is told, once
bluez        what Linux tells of its radio, and who answers it while it pairs
"""
