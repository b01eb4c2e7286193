# SPDX-License-Identifier: BSL-1.0
"""What embed.py, pregenerate.py and check_embedded.py are made of."""
