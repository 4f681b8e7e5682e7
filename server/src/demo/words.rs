//! Word lists from which invented names are put together. No name is meant to be anybody's.

/// What a place is called after, with its French article.
pub const OF_THING: &[&str] = &[
    "de la Lanterne", "du Phare", "des Tilleuls", "de l'Écluse", "du Moulin", "de la Verrière", "des Cordiers",
    "du Belvédère", "de la Fonderie", "de l'Horloge", "des Marronniers", "du Canal", "de la Passerelle", "du Lavoir",
    "de l'Olivier", "des Glycines", "du Manège", "de la Rotonde", "des Remparts", "de l'Étoile", "du Hêtre Rouge",
    "de la Grande Ourse", "des Trois Ponts", "du Chat Perché", "de la Colline", "des Hirondelles", "du Vieux Port",
    "de l'Aube", "des Ardoises", "du Quai Bleu", "de la Baleine", "du Grand Large", "des Sablons", "de la Girouette",
    "du Renard", "des Bateliers", "de la Source", "du Tramway", "des Papillons", "de l'Atrium", "du Cyprès",
    "de la Comète", "des Funambules", "du Cerf-Volant", "de l'Encrier", "de la Boussole", "du Sémaphore",
    "des Mille Feuilles", "de la Chouette", "du Ruisseau", "des Embruns", "de l'Arbre Creux", "du Clocheton",
    "de la Cerisaie", "des Vagabonds", "du Pendule", "de l'Escale", "de la Brume", "des Lucioles", "du Kiosque",
];

/// The same in Dutch, as a first part.
pub const NL_THING: &[&str] = &[
    "Lantaarn", "Vuurtoren", "Linde", "Sluis", "Molen", "Glasraam", "Touwslager", "Uitkijk", "Gieterij", "Klok",
    "Kastanje", "Kanaal", "Loopbrug", "Wasplaats", "Olijf", "Regenboog", "Draaimolen", "Koepel", "Vesten", "Ster",
    "Beuk", "Poolster", "Drie Bruggen", "Kater", "Heuvel", "Zwaluw", "Oude Kaai", "Dageraad", "Leisteen", "Walvis",
    "Horizon", "Zandloper", "Windwijzer", "Vos", "Schipper", "Bron", "Tramhalte", "Vlinder", "Binnenhof", "Cipres",
    "Komeet", "Koorddanser", "Vlieger", "Inktpot", "Kompas", "Baken", "Duizendblad", "Uil", "Beek", "Zeebries",
    "Holle Boom", "Toren", "Kersentuin", "Zwerver", "Slinger", "Haven", "Nevel", "Vuurvlieg", "Kiosk", "Wilg",
];

/// Short names for studios, collectives and agencies.
pub const COINED: &[&str] = &[
    "Lumen", "Corvia", "Nordlys", "Brisant", "Kaleïdo", "Octave", "Solstice", "Méridien", "Pixelle", "Argile", "Indigo",
    "Tangram", "Zénitude", "Parallaxe", "Ostara", "Velum", "Mistral", "Quartz", "Filigrane", "Amarante", "Sillage",
    "Kobalt", "Tempo", "Vertigo", "Radian", "Onde", "Prisme", "Ellipse", "Granit", "Safran", "Nimbus", "Opaline",
    "Altiplano", "Bivouac", "Carbone", "Delta", "Écho", "Fjord", "Galion", "Hélice", "Iris", "Jade", "Kairos", "Lazuli",
    "Magma", "Nacre", "Origami", "Papyrus", "Résine", "Sequoia", "Topaze", "Ultramar", "Vanille", "Xylo", "Ypsilon",
    "Zephyrine", "Acanthe", "Boréal", "Capucine", "Dédale", "Éole", "Fusain", "Gouache", "Humus", "Isthme", "Jonque",
];

/// Beginnings and ends of invented places in French.
pub const PLACE_HEADS: &[&str] =
    &["Val", "Mont", "Haut", "Bel", "Clair", "Grand", "Vieux", "Sombre", "Roche", "Saint-Ev", "Fonte", "Bru", "Cour", "Mar"];
pub const PLACE_TAILS: &[&str] = &[
    "evrin", "ombrelle", "astière", "oudan", "aluce", "érive", "ordane", "iselle", "uvence", "amaure", "andry", "océan",
];

/// The same in Dutch.
pub const NL_PLACE_HEADS: &[&str] =
    &["Water", "Linden", "Heide", "Molen", "Zand", "Berk", "Rozen", "Wolven", "Sneeuw", "Ooster", "Wester", "Steen", "Raaf"];
pub const NL_PLACE_TAILS: &[&str] =
    &["elsgem", "ardhove", "ombeke", "iesdonk", "uttem", "ervoorde", "inkzele", "akkerke", "oltem", "eringe"];

/// Beginnings and ends of invented family names.
pub const FAMILY_HEADS: &[&str] = &[
    "Del", "Le", "Mar", "Ver", "Bran", "Cor", "Das", "Fla", "Gil", "Hau", "Jan", "Lam", "Mol", "Nys", "Pot", "Ren",
    "Sto", "Tim", "Van der ", "De ", "Wau", "Bou", "Cla", "Dub", "Fos", "Gro", "Hen", "Kes", "Lou", "Pir", "Qui", "Ros",
];
pub const FAMILY_TAILS: &[&str] = &[
    "croisy", "meersel", "vauquet", "brouckx", "lindelle", "ventmont", "hovestein", "sarrel", "chevent", "boskens",
    "deplanque", "verloy", "mandrel", "heursel", "tillois", "kerkaert", "dombrelle", "roesbeek", "panneel", "vinckers",
    "lauriel", "goossaert", "nivelain", "sterckens", "maubray", "willeput", "dorselle", "heylbroek",
];

/// Given names.
pub const GIVEN: &[&str] = &[
    "Amélie", "Bilal", "Camille", "Dries", "Élise", "Farid", "Greet", "Hugo", "Inès", "Jules", "Katrien", "Léa", "Marta",
    "Nadia", "Olivier", "Pauline", "Quentin", "Rania", "Sander", "Thomas", "Ulrike", "Victor", "Wout", "Yasmina", "Zoé",
    "Anouk", "Bram", "Clara", "David", "Emma", "Fleur", "Gaëlle", "Hanne", "Ibrahim", "Joris", "Karim", "Lotte", "Maxime",
    "Noor", "Odile", "Pieter", "Rosalie", "Stijn", "Tine", "Ursule", "Valérie", "Wim", "Xavier", "Yann", "Zita",
];

/// Streets, in French and Dutch.
pub const STREETS: &[&str] = &[
    "Rue des Tilleuls", "Rue du Moulin", "Avenue des Cerisiers", "Rue de la Station", "Chaussée de l'Ancien Canal",
    "Place du Marché", "Rue des Artisans", "Quai des Charpentiers", "Rue Haute", "Rue Basse", "Avenue du Parc",
    "Rue de l'École", "Rue de la Fontaine", "Boulevard des Ateliers", "Rue du Pont", "Rue des Jardins", "Rue Neuve",
    "Impasse du Verger", "Rue de la Brasserie", "Allée des Platanes",
];
pub const NL_STREETS: &[&str] = &[
    "Lindelaan", "Molenstraat", "Kersenlaan", "Stationsstraat", "Oude Kanaalweg", "Marktplein", "Ambachtenstraat",
    "Timmermanskaai", "Hoogstraat", "Laagstraat", "Parklaan", "Schoolstraat", "Bronstraat", "Werkhuizenlaan",
    "Brugstraat", "Tuinstraat", "Nieuwstraat", "Boomgaardpad", "Brouwerijstraat", "Platanendreef",
];

/// Postcode and municipality in each region and language.
pub const BRUSSELS: &[(&str, &str)] = &[
    ("1000", "Bruxelles"), ("1030", "Schaerbeek"), ("1040", "Etterbeek"), ("1050", "Ixelles"), ("1060", "Saint-Gilles"),
    ("1070", "Anderlecht"), ("1080", "Molenbeek-Saint-Jean"), ("1180", "Uccle"), ("1190", "Forest"), ("1210", "Saint-Josse"),
];
pub const BRUSSEL: &[(&str, &str)] = &[
    ("1000", "Brussel"), ("1030", "Schaarbeek"), ("1050", "Elsene"), ("1070", "Anderlecht"), ("1080", "Sint-Jans-Molenbeek"),
];
pub const WALLONIA: &[(&str, &str)] = &[
    ("4000", "Liège"), ("5000", "Namur"), ("6000", "Charleroi"), ("7000", "Mons"), ("1300", "Wavre"), ("1348", "Louvain-la-Neuve"),
    ("6700", "Arlon"), ("7500", "Tournai"), ("4800", "Verviers"), ("5500", "Dinant"), ("1400", "Nivelles"), ("7100", "La Louvière"),
    ("4500", "Huy"), ("6900", "Marche-en-Famenne"),
];
pub const FLANDERS: &[(&str, &str)] = &[
    ("2000", "Antwerpen"), ("9000", "Gent"), ("3000", "Leuven"), ("8000", "Brugge"), ("2800", "Mechelen"), ("8500", "Kortrijk"),
    ("3500", "Hasselt"), ("8400", "Oostende"), ("9100", "Sint-Niklaas"), ("9300", "Aalst"), ("2300", "Turnhout"), ("3600", "Genk"),
    ("1500", "Halle"), ("8800", "Roeselare"),
];
pub const EASTERN: &[(&str, &str)] = &[("4700", "Eupen"), ("4780", "Sankt Vith"), ("4720", "Kelmis"), ("4760", "Büllingen")];
/// Country, postcode, municipality.
pub const ABROAD: &[(&str, &str, &str)] = &[
    ("FR", "59000", "Lille"), ("FR", "75011", "Paris"), ("NL", "6211", "Maastricht"), ("NL", "1012", "Amsterdam"),
    ("LU", "1611", "Luxembourg"), ("DE", "52062", "Aachen"),
];
