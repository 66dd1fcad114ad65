from django.http import HttpResponse
from django.urls import path
v=lambda *a,**k: HttpResponse()
urlpatterns = [path("roles/<slug:s>/",v,name="role_detail")]
