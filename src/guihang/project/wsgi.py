import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guihang.project.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what was imported lives as long as the process: no search for garbage goes through it
