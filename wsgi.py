"""What a WSGI server of your own choice serves: `gunicorn wsgi:app`."""

from callguard.app import create_app

app = create_app()
