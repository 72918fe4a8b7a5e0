"""Published cases as Punos studies: data with their source, a converter each, the optima they must reach."""
