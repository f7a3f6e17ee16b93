"""The screens: thin Streamlit scripts over ``sim``, with what they share below ``shell``, ``panels`` and ``views``."""
