def page_defaults(request):
    return {}
