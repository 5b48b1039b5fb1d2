/** The 256 words of which recovery words are made: short, plain, without accents, so that any keyboard can type them. */
export const RECOVERY_WORDS: readonly string[] = `
  abeja abrigo acero aceite agua aguja aire ajedrez alba aldea algodon alma altar alto amapola ambar
  amigo ancla anillo anis antena apio arado arbol arcilla arco arena arpa arroz asado atlas avena
  avion azahar azucar azul bahia baile balcon ballena banco bandera barca barrio barro baston batata beso
  bicho bigote blanco boca bolsa bosque bota botella brasa brazo brisa broche brote brujula bruma buey
  burbuja burro butaca cable cabra cacao cactus cadena cafe caja calma calor cama camino campo canal
  cancha canela cantera capa caracol carbon cardo carpa carta casa cebada cedro ceibo cena cerca cerro
  chacra charco cielo cierzo cigarra cima cinta circo ciruela clavel clima cobre cocina codo col colina
  collar cometa copa coral corcho cordel corona corral corteza costa crema cristal cuadro cuarzo cubo cuchara
  cuento cuero cuerda cumbre dado danza dardo datil dedal delta desierto diario diente disco ducha duende
  dulce durazno eco eje encina enero ensayo erizo escoba escudo esfera espejo espiga espuma estrella faro
  feria fibra fiesta flauta flecha flor foca fogata fruta fuego fuente gaita galope garza gato gaviota
  gente girasol globo golfo goma gorra gota grano granja grillo gris grua grupo guante guitarra haba
  hacha halcon harina helecho herrero hielo hierba higo hilo hoja hongo horno hueso huerta humo iglesia
  iman incienso isla jabon jardin jarra jazmin jinete juego jugo junco ladera lago lampara lana lapiz
  lata laurel leche lectura lengua lenteja libro liebre lima limon lince lino lirio llama llave lluvia
  lobo loma loro luna luz madera maiz manta mapa marea mesa miel molino monte nido nieve
`.trim().split(/\s+/);
