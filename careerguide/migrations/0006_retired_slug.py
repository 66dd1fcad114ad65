
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('careerguide', '0005_synonym'),
    ]

    operations = [
        migrations.AlterField(
            model_name='role',
            name='slug',
            field=models.SlugField(help_text='The name in the address: lower-case letters, digits and hyphens. When it changes, the old address leads to the new.', max_length=80, unique=True),
        ),
        migrations.AlterField(
            model_name='skill',
            name='slug',
            field=models.SlugField(help_text='The name in the address: lower-case letters, digits and hyphens. When it changes, the old address leads to the new.', unique=True),
        ),
        migrations.AlterField(
            model_name='track',
            name='slug',
            field=models.SlugField(help_text='The name in the address: lower-case letters, digits and hyphens. When it changes, the old address leads to the new.', unique=True),
        ),
        migrations.CreateModel(
            name='RetiredSlug',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('role', 'role'), ('track', 'track'), ('skill', 'skill')], help_text='What had the address.', max_length=5)),
                ('slug', models.SlugField(help_text='Such as ml-guru, of /roles/ml-guru/.', max_length=80, verbose_name='old name in the address')),
                ('role', models.ForeignKey(blank=True, help_text='The role that it leads to now. Empty: gone for good.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='retired_slugs', to='careerguide.role')),
                ('skill', models.ForeignKey(blank=True, help_text='The skill that it leads to now. Empty: gone for good.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='retired_slugs', to='careerguide.skill')),
                ('track', models.ForeignKey(blank=True, help_text='The track that it leads to now. Empty: gone for good.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='retired_slugs', to='careerguide.track')),
            ],
            options={
                'verbose_name': 'retired address',
                'verbose_name_plural': 'retired addresses',
                'ordering': ['kind', 'slug'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'slug'), name='one_successor_per_retired_slug', violation_error_message='This address is retired already: change that entry.'), models.CheckConstraint(condition=models.Q(models.Q(('role', None), ('kind', 'role'), _connector='OR'), models.Q(('track', None), ('kind', 'track'), _connector='OR'), models.Q(('skill', None), ('kind', 'skill'), _connector='OR')), name='successor_is_of_the_kind', violation_error_message='An address of a role leads to a role, of a track to a track, of a skill to a skill.')],
            },
        ),
    ]
