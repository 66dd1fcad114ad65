"""The same roles in Wagtail, as its tutorial would build them."""
