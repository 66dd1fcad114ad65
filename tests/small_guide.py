"""A small world of content as files, for tests that break one thing in it."""

FILES = {
    "sources.yaml": """
        - model: careerguide.source
          fields:
            slug: counts
            kind: open_dataset
            title: Counts
            licence: CC0
            attribution: Counted by nobody.
            weakness: Made up.
        """,
    "tracks.yaml": """
        - model: careerguide.level
          fields:
            slug: senior
            name: Senior
            short_name: Senior
            rank: 3

        - model: careerguide.track
          fields:
            slug: building
            name: Building
            short_name: Building
            letter: L
            line: People build things.
        """,
    "roles/senior-builder.yaml": """
        - model: careerguide.role
          fields:
            slug: senior-builder
            title: Senior Builder
            status: published
            track: [building]
            level: [senior]
            rung: 3
            lede: You build what holds.
            written_on: 2026-01-02

        - model: careerguide.section
          fields:
            role: [senior-builder]
            kind: overview
            body: |
              You **build**.
            basis: sourced
            sources: [[counts]]
        """,
    "pay.yaml": """
        - model: careerguide.place
          fields:
            code: US
            name: United States
            order: 1

        - model: careerguide.payfigure
          fields:
            role: [senior-builder]
            source: [counts]
            place: [US]
            period: 2024-2025
            match: exact
            statistic: percentiles
            pay_basis: advertised
            n: 40
            n_unit: adverts
            p25: 100000
            p50: 150000
            quality: publish
        """,
}
