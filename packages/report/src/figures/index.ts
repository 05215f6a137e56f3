export { type FigureFile, figureFiles } from './figureFiles.ts';
export { type FigureOptions, figureSvg } from './figureSvg.ts';
export { type RegimeStyle, regimeStyles } from './regimeStyles.ts';
export { type Variant, variantsOf } from './variants.ts';
