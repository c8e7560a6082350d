-- The exported tables as views: duckdb -init notebooks/export.sql
create view runs as from 'notebooks/data/runs.parquet';
create view params as from 'notebooks/data/params.parquet';
create view metrics as from 'notebooks/data/metrics.parquet';
create view rounds as from 'notebooks/data/rounds.parquet';
create view evaluations as from 'notebooks/data/evaluations.parquet';
create view per_class as from 'notebooks/data/per_class.parquet';
create view confusion as from 'notebooks/data/confusion.parquet';
create view reliability as from 'notebooks/data/reliability.parquet';
create view predictions as from 'notebooks/data/predictions.parquet';
create view example_dynamics as from 'notebooks/data/example_dynamics.parquet';
create view data_checks as from 'notebooks/data/data_checks.parquet';
create view bench as from 'notebooks/data/bench.parquet';
create view scaling as from 'notebooks/data/scaling.parquet';
create view promotions as from 'notebooks/data/promotions.parquet';
create view test_uses as from 'notebooks/data/test_uses.parquet';
create view plans as from 'notebooks/data/plans.parquet';
create view pictures as from 'notebooks/data/pictures.parquet';
