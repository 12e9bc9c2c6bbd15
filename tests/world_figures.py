def grow(world: Any, number: int, force: Any) -> None:
    """Add a measure with a figure of the first force, and a figure of another force in what is frozen."""
    published = Period.objects.get(slug="year-to-2016-12")
    measure = factories.MeasureFactory()
    factories.ValueFactory(force=world.forces["first"], measure=measure, period=published)
    frozen = FrozenFigure.objects.get(purpose="State of policing 2017")
    factories.FrozenLineFactory(figure=frozen, force=force)
    factories.ValueFactory(force=force, measure=frozen.measure, period=published)
    later = factories.PeriodFactory(year=1800 + number)
    factories.ValueFactory(force=world.forces["first"], measure=frozen.measure, period=later)
    factories.FrozenFigureFactory(measure=frozen.measure, period=later, frozen_by=world.people["administrator"].user)
