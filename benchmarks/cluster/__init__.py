"""The whole of a large site on one machine: PostgreSQL, Redis, two hosts, nginx in front; started, tried and taken down."""
